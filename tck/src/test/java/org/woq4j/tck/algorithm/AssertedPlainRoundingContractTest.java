package org.woq4j.tck.algorithm;

import org.woq4j.api.algorithm.WeightOnlyAlgorithm;

/** The wrapper does not change the behaviour of the wrapped object. */
class AssertedPlainRoundingContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new AssertingAlgorithm(new PlainRounding());
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
