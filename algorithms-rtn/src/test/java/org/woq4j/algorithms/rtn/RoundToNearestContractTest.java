package org.woq4j.algorithms.rtn;

import java.util.List;
import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;

class RoundToNearestContractTest extends WeightOnlyAlgorithmContract {

  @Override
  protected WeightOnlyAlgorithm provider() {
    return new RoundToNearest();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(
        Map.of(),
        Map.of("ratio", 0.8),
        Map.of("clip_search", "mse"),
        Map.of("clip_search", "weighted"),
        Map.of("per_channel", false),
        Map.of("per_channel", false, "clip_search", "weighted"));
  }

  /** A fifth of the range is clipped where the ratio says so, whatever the number of bits. */
  @Override
  protected double largestRelativeError(QuantScheme scheme, OptionValues options) {
    double rounding = super.largestRelativeError(scheme, options);
    return options.get(RoundToNearest.RATIO) < 1 ? 0.2 + rounding : rounding;
  }
}
