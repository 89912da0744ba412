package org.woq4j.algorithms.gptq;

import java.util.List;
import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class GptqContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new Gptq();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(
        Map.of(),
        Map.of("act_order", false),
        Map.of("act_order", false, "update_rows", 7),
        Map.of("clip_search", "none", "update_rows", 1),
        Map.of("clip_search", "mse", "damp", 0.1),
        Map.of("per_channel", false),
        Map.of("per_channel", false, "act_order", false),
        Map.of("correction", "off", "refine", 2),
        Map.of("correction", 0.1, "refine", 1, "per_channel", false));
  }
}
