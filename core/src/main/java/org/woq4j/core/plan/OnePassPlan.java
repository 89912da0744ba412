package org.woq4j.core.plan;

import java.util.List;
import java.util.Optional;

/**
 * How statistics of the float model are gathered.
 *
 * @param passes what is gathered together, in order
 * @param split the pieces of the float model in which the passes run, so that each batch runs once
 *     through the model; empty for a single pass
 */
public record OnePassPlan(List<CalibrationPass> passes, Optional<SplitModel> split) {

  /** Gathers nothing. */
  static final OnePassPlan NONE = new OnePassPlan(List.of(), Optional.empty());

  public OnePassPlan {
    passes = List.copyOf(passes);
  }
}
