package com.example.hqq;

import java.util.List;
import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class HalfQuadraticContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new HalfQuadratic();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(Map.of(), Map.of("iterations", 3, "scales", 1, "lp_norm", 0.5));
  }
}
