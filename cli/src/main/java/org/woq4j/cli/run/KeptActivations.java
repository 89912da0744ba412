package org.woq4j.cli.run;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;

/**
 * Frees the activations of a sequential run before the model is written and verified. They were
 * kept outside the heap, and Java frees that memory only when it collects the heap. A library
 * leaves the time of collections to its host; here the process is ours.
 */
public final class KeptActivations implements ProgressListener {

  private boolean sequential;

  @Override
  public void planned(QuantizationPlan plan) {
    sequential = plan.sequence().isPresent();
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    if (sequential && stage == Stage.WRITE && done == 0) {
      System.gc();
    }
  }
}
