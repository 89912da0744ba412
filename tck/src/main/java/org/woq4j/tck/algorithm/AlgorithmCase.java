package org.woq4j.tck.algorithm;

import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/**
 * One group to be quantized in one way.
 *
 * @param ordinary whether fine quantization must come close to the weights
 */
record AlgorithmCase(
    OptionValues options, QuantScheme scheme, WeightGroup group, boolean ordinary) {

  /** The same with another group. */
  AlgorithmCase with(WeightGroup other) {
    return new AlgorithmCase(options, scheme, other, ordinary);
  }

  @Override
  public String toString() {
    return group.site() + ", " + scheme + ", " + options;
  }
}
