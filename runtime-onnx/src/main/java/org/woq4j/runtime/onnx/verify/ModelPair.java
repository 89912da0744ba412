package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A float model or node and its written form.
 *
 * @param subject description of the written form, to begin messages with
 * @param original the float form
 * @param written the form to verify
 * @param inputs maps the inputs of the original to those of the written form
 */
record ModelPair(
    String subject, ModelSource original, ModelSource written, UnaryOperator<List<Tensor>> inputs) {

  /** Two levels count as alike if their differences have at most this ratio. */
  private static final double ALIKE = 1.1;

  /**
   * Runs both forms at each optimization level; only one is loaded at a time.
   *
   * @param candidates inputs of several shapes, not empty; the first that the float form runs on
   *     are used
   * @return the difference of each output, at the level with the larger difference
   * @throws NotRunnableException if the float form does not run here
   * @throws WoqException if the written form does not load or run, or is wrong
   */
  List<Difference> compare(List<List<Tensor>> candidates) throws NotRunnableException {
    List<List<Tensor>> tried = candidates;
    List<Difference> worst = List.of();
    for (OptimizationLevel level : OptimizationLevel.values()) {
      FirstRun first = runOriginal(level, tried);
      tried = List.of(first.inputs);
      List<OutputTensor> actual = runWritten(level, inputs.apply(first.inputs));
      worst = worse(worst, OutputComparison.compare(subject, level, first.outputs, actual));
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

  private List<OutputTensor> runWritten(OptimizationLevel level, List<Tensor> fed) {
    ErrorCode step = RuntimeError.LOAD;
    try (ModelRun run = written.load(level)) {
      step = RuntimeError.RUN;
      return OutputTensor.of(run.run(fed));
    } catch (NotRunnableException e) {
      String fails = step.equals(RuntimeError.LOAD) ? " does not load" : " does not run";
      String message = subject + ", " + level.description() + "," + fails + ": ";
      Issue issue = Issue.of(message + e.getMessage(), "report it as a defect of woq4j");
      throw new WoqException(step, List.of(issue), e);
    }
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
