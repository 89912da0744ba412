package org.woq4j.algorithms.rtn;

import java.util.List;
import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.tck.WeightOnlyAlgorithmContract;

class RoundToNearestContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new RoundToNearest();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(
        Map.of(),
        Map.of("clip_search", "mse"),
        Map.of("clip_search", "weighted"),
        Map.of("per_channel", false));
  }
}
