package org.woq4j.algorithms.awq;

import java.util.List;
import java.util.Map;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class ActivationAwareQuantizationContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new ActivationAwareQuantization();
  }

  @Override
  protected List<WeightOnlyAlgorithm> delegates() {
    return List.of(new RoundToNearest());
  }

  @Override
  protected List<Map<String, ?>> options() {
    AlgorithmReference searching =
        new AlgorithmReference(
            "rtn",
            OptionValues.of(new RoundToNearest().options(), Map.of("clip_search", "weighted")));
    return List.of(
        Map.of(),
        Map.of("clip_search", false),
        Map.of("scale_search", false),
        Map.of("scale_search", false, "clip_search", false),
        Map.of("clip_search", false, "rounding", searching));
  }
}
