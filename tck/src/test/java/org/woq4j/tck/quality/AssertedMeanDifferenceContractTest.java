package org.woq4j.tck.quality;

import org.woq4j.api.quality.QualityMeasure;

/** The wrapper does not change the behaviour of the wrapped object. */
class AssertedMeanDifferenceContractTest extends QualityMeasureContract {

  @Override
  protected QualityMeasure provider() {
    return new AssertingMeasure(new MeanDifference());
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
