package org.woq4j.core.registry;

import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.QualityMeasure;

/**
 * A quality measure with validated options.
 *
 * @param measure the measure
 * @param options values for its options
 */
public record MeasureChoice(QualityMeasure measure, OptionValues options) {}
