package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A float model and its written form.
 *
 * @param original the float model
 * @param written the model to verify
 */
record ModelPair(ModelSource original, WrittenForm written) {

  /** Two levels count as alike if their differences have at most this ratio. */
  private static final double ALIKE = 1.1;

  /** As the nodes are written, and as sessions without settings run them. */
  private static final List<OptimizationLevel> LEVELS =
      List.of(OptimizationLevel.DISABLED, OptimizationLevel.DEFAULT);

  /**
   * Runs both models at each optimization level; only one is loaded at a time.
   *
   * @param candidates inputs of several shapes, not empty; the first that the float model runs on
   *     are used
   * @return the difference of each output, at the level with the larger difference
   * @throws NotRunnableException if the float model does not run here
   * @throws WoqException if the written model does not load or run, or is wrong
   */
  List<Difference> compare(List<List<Tensor>> candidates) throws NotRunnableException {
    List<List<Tensor>> tried = candidates;
    List<Difference> worst = List.of();
    for (OptimizationLevel level : LEVELS) {
      FirstRun first = runOriginal(level, tried);
      tried = List.of(first.inputs);
      List<OutputTensor> actual = written.run(level, run -> OutputTensor.of(run.run(first.inputs)));
      worst =
          worse(worst, OutputComparison.compare(written.subject(), level, first.outputs, actual));
    }
    return worst;
  }

  private record FirstRun(List<Tensor> inputs, List<OutputTensor> outputs) {}

  private FirstRun runOriginal(OptimizationLevel level, List<List<Tensor>> candidates)
      throws NotRunnableException {
    List<NotRunnableException> failures = new ArrayList<>();
    try (ModelRun run = original.load(level)) {
      for (List<Tensor> candidate : candidates) {
        try {
          return new FirstRun(candidate, OutputTensor.of(run.run(candidate)));
        } catch (NotRunnableException e) {
          failures.add(e);
        }
      }
    }
    throw failures.get(0);
  }

  private static List<Difference> worse(List<Difference> before, List<Difference> now) {
    List<Difference> worse = new ArrayList<>(now);
    for (int i = 0; i < before.size(); i++) {
      worse.set(i, worse(before.get(i), now.get(i)));
    }
    return worse;
  }

  /** The greater difference; the level is named only if the levels differ noticeably. */
  private static Difference worse(Difference one, Difference other) {
    Difference more = one.relative() > other.relative() ? one : other;
    double less = Math.min(one.relative(), other.relative());
    String how = more.relative() <= ALIKE * less ? "run" : more.how();
    return new Difference(
        more.output(), Math.max(one.largest(), other.largest()), more.relative(), how);
  }
}
