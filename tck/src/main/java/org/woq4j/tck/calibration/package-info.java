/**
 * The contract of a calibration source. A plugin's test extends {@link
 * org.woq4j.tck.calibration.CalibrationSourceContract}; {@link
 * org.woq4j.tck.calibration.AssertingCalibrationSource} checks every batch of a source while it
 * runs in a host. The numbers in test names are those of the rules in docs/spi-contract.md.
 */
@NullMarked
package org.woq4j.tck.calibration;

import org.jspecify.annotations.NullMarked;
