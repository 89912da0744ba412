package org.woq4j.tck.calibration;

import org.woq4j.api.calibration.CalibrationSource;

/** The wrapper changes nothing of what it wraps. */
class AssertedCountingSourceContractTest extends CalibrationSourceContract {

  @Override
  protected CalibrationSource provider() {
    return new AssertingCalibrationSource(new CountingSource());
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
