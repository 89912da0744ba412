package org.woq4j.tck.quality;

import org.woq4j.api.quality.QualityMeasure;

class MeanDifferenceContractTest extends QualityMeasureContract {

  @Override
  protected QualityMeasure provider() {
    return new MeanDifference();
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
