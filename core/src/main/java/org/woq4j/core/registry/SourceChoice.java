package org.woq4j.core.registry;

import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.option.OptionValues;

/**
 * A calibration source with validated options.
 *
 * @param source the source
 * @param options values for its options
 */
public record SourceChoice(CalibrationSource source, OptionValues options) {}
