package org.woq4j.runtime.onnx.session;

/** How much ONNX Runtime changes a graph before it runs it. */
public enum OptimizationLevel {
  /** Each node is run as it is written. */
  DISABLED("run with optimizations disabled"),
  /** Constants are folded and useless nodes are removed, but no nodes are fused. */
  BASIC("run with basic optimizations"),
  /** The level of a session without settings. */
  DEFAULT("run at the default optimization level");

  private final String description;

  OptimizationLevel(String description) {
    this.description = description;
  }

  /** Description of a run at this level, for summaries. */
  public String description() {
    return description;
  }
}
