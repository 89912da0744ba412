package org.woq4j.plugins.kquant;

import java.util.List;
import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class KQuantContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new KQuant();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(Map.of(), Map.of("steps", 5));
  }
}
