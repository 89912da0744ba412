package org.woq4j.runtime.onnx.session;

/** The levels of graph optimization at which a model must work. */
public enum OptimizationLevel {
  /** Each node is run as it is written. */
  DISABLED("run with optimizations disabled"),
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
