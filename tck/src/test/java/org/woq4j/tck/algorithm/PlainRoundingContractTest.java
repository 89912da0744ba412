package org.woq4j.tck.algorithm;

import org.woq4j.api.algorithm.WeightOnlyAlgorithm;

class PlainRoundingContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new PlainRounding();
  }
}
