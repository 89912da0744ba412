package org.woq4j.tck.algorithm;

import org.woq4j.api.algorithm.WeightOnlyAlgorithm;

/** The wrapper changes nothing of what it wraps. */
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
