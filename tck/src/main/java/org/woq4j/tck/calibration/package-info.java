/**
 * The contract of a calibration source. A plugin's test extends {@link
 * org.woq4j.tck.calibration.CalibrationSourceContract}; {@link
 * org.woq4j.tck.calibration.AssertingCalibrationSource} checks every batch of a source while it
 * runs in a host. Numbers in names of tests are those of the rules in docs/spi-contract.md.
 */
package org.woq4j.tck.calibration;
