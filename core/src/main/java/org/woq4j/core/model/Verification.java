package org.woq4j.core.model;

import java.util.List;

/**
 * How a written model was verified. A model that was verified runs: it loads, it runs at two levels
 * of optimization, and each new node holds the weight that it should. How good it is, {@link
 * org.woq4j.core.report.Quality} says.
 *
 * @param extent how much of it was run
 * @param samples held-out samples of the calibration data that both models ran on; 0 if they ran on
 *     generated inputs
 * @param reasons why the model was not run whole, a sentence each without a full stop
 * @param differences how each output of the model differs from the float model's, if the whole
 *     model was run; else how each new node differs from the product with the codes that it stores
 */
public record Verification(
    Extent extent, int samples, List<String> reasons, List<Difference> differences) {

  /** How much was run. */
  public enum Extent {
    /** Nothing was verified. */
    NONE,
    /** Each new node was run or decoded by itself. */
    NODES,
    /** Both models were run whole, and each new node was decoded or run by itself. */
    MODEL
  }

  /**
   * How one output differs from what it should be.
   *
   * @param output its name
   * @param largest the largest absolute difference of two elements
   * @param relative the root of the summed squared differences over the root of the summed squares;
   *     for integers, the share of elements that differ
   * @param how how it was computed, such as {@code run} or {@code decoded}
   */
  public record Difference(String output, double largest, double relative, String how) {}

  public Verification {
    reasons = List.copyOf(reasons);
    differences = List.copyOf(differences);
  }

  /** Nothing was verified, for the given reason. */
  public static Verification none(String reason) {
    return new Verification(Extent.NONE, 0, List.of(reason), List.of());
  }
}
