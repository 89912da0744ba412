package org.woq4j.tck.algorithm;

import java.util.List;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;

class ScaledRoundingContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new ScaledRounding();
  }

  @Override
  protected List<WeightOnlyAlgorithm> delegates() {
    return List.of(new PlainRounding());
  }
}
