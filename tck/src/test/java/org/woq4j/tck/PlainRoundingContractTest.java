package org.woq4j.tck;

import org.woq4j.api.algorithm.WeightOnlyAlgorithm;

class PlainRoundingContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new PlainRounding();
  }
}
