package org.woq4j.api.algorithm;

import java.util.List;
import java.util.Set;
import org.woq4j.api.Stable;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/**
 * An algorithm that chooses scales, zero points and codes. Found by {@link
 * java.util.ServiceLoader}; has a public constructor without arguments, keeps no state, and is safe
 * for use by several threads at once. It never sees the model's graph or file.
 */
@Stable
public interface WeightOnlyAlgorithm {

  /** {@return the name that recipes use: {@code [a-z][a-z0-9-]*}} */
  String id();

  /** {@return the options it takes} */
  default List<OptionSpec<?>> options() {
    return List.of();
  }

  /**
   * {@return the statistics of each group's activation that it needs; empty for none}
   *
   * @param options values for {@link #options}
   */
  Set<Statistic> needs(OptionValues options);

  /**
   * The schemes that it can quantize to, best first. The host uses the first that the emitter can
   * store.
   *
   * @param requested the scheme that the recipe asks for
   * @param options values for {@link #options}
   * @return by default only the requested scheme
   */
  default List<QuantScheme> schemes(QuantScheme requested, OptionValues options) {
    return List.of(requested);
  }

  /**
   * Whether each column's result depends only on that column and the statistics. If so, the host
   * may pass slices of columns, each as its own group, to bound memory.
   *
   * @param options values for {@link #options}
   * @return false by default
   */
  default boolean columnsAreIndependent(OptionValues options) {
    return false;
  }

  /**
   * How much work an element of a weight is, apart from rounding it. The host weighs the layers of
   * a run by it when it estimates the time that is left; nothing else depends on it.
   *
   * @param options values for {@link #options}
   * @param inputFeatures K, the rows of the weight
   * @return the time as a number of multiply-adds of a matrix product; by default 10·K for an
   *     algorithm that needs a Gram matrix, else 0
   */
  default double effort(OptionValues options, int inputFeatures) {
    return needs(options).contains(Statistic.GRAM) ? 10.0 * inputFeatures : 0;
  }

  /**
   * Quantizes the weights of a group to {@link AlgorithmContext#scheme}. The same arguments give
   * the same bits on any number of threads.
   *
   * @param group the weights, and the statistics that {@link #needs} returned; the weights can be
   *     read until this method returns
   * @param context the scheme, the options and the services of the host
   * @return a quantized weight for each weight, in order
   * @throws org.woq4j.api.WoqException if a weight cannot be quantized
   */
  QuantizedGroup quantize(WeightGroup group, AlgorithmContext context);
}
