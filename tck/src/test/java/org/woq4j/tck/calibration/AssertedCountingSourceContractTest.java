package org.woq4j.tck.calibration;

import org.woq4j.api.calibration.CalibrationSource;

/** The wrapper does not change the behaviour of the wrapped object. */
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
