package org.woq4j.algorithms.awq;

import java.util.List;
import java.util.Map;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class SmoothQuantContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new SmoothQuant();
  }

  @Override
  protected List<WeightOnlyAlgorithm> delegates() {
    return List.of(new RoundToNearest());
  }

  @Override
  protected List<Map<String, ?>> options() {
    AlgorithmReference clipping =
        new AlgorithmReference(
            "rtn", OptionValues.of(new RoundToNearest().options(), Map.of("clip_search", "mse")));
    return List.of(Map.of(), Map.of("alpha", 0.5), Map.of("alpha", "search", "rounding", clipping));
  }
}
