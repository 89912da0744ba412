package org.woq4j.runtime.onnx.verify;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.session.InputTensor;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.OutputTensor;
import org.woq4j.runtime.onnx.session.RuntimeError;

/**
 * What was written, and what it should be.
 *
 * @param subject what was written, to begin a message with
 * @param original the float form
 * @param written the form to verify
 * @param inputs what the written form is fed where the original is fed something
 */
record ModelPair(
    String subject,
    ModelSource original,
    ModelSource written,
    UnaryOperator<List<InputTensor>> inputs) {

  /** Differences of two levels that are no further apart than this need no explanation. */
  private static final double ALIKE = 1.1;

  /**
   * Runs both at each optimization level; one model is loaded at a time.
   *
   * @param candidates inputs of several shapes; the first on which the float form runs are taken
   * @return how much each output differs, at the level at which it differs more
   * @throws NotRunnableException if the float form does not run here
   * @throws WoqException if the written form does not load or run, or is wrong
   */
  List<Difference> compare(List<List<InputTensor>> candidates) throws NotRunnableException {
    List<List<InputTensor>> tried = candidates;
    List<Difference> worst = List.of();
    for (OptimizationLevel level : OptimizationLevel.values()) {
      FirstRun first = runOriginal(level, tried);
      tried = List.of(first.inputs);
      List<OutputTensor> actual = runWritten(level, inputs.apply(first.inputs));
      worst = worse(worst, OutputComparison.compare(subject, level, first.outputs, actual));
    }
    return worst;
  }

  private record FirstRun(List<InputTensor> inputs, List<OutputTensor> outputs) {}

  private FirstRun runOriginal(OptimizationLevel level, List<List<InputTensor>> candidates)
      throws NotRunnableException {
    OrtException reason = null;
    try (ModelRun run = original.load(level)) {
      for (List<InputTensor> candidate : candidates) {
        try {
          return new FirstRun(candidate, run.run(candidate));
        } catch (OrtException e) {
          reason = reason == null ? e : reason;
        }
      }
    } catch (OrtException e) {
      reason = e;
    }
    throw new NotRunnableException(reason);
  }

  private List<OutputTensor> runWritten(OptimizationLevel level, List<InputTensor> fed) {
    ErrorCode step = RuntimeError.LOAD;
    try (ModelRun run = written.load(level)) {
      step = RuntimeError.RUN;
      return run.run(fed);
    } catch (OrtException e) {
      String fails = step.equals(RuntimeError.LOAD) ? " does not load" : " does not run";
      String message = subject + ", " + level.description() + "," + fails + ": ";
      Issue issue = Issue.of(message + OnnxRuntime.reason(e), "report it as a defect of woq4j");
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

  /** The greater difference; its level is named only where it matters. */
  private static Difference worse(Difference one, Difference other) {
    Difference more = one.relative() > other.relative() ? one : other;
    double less = Math.min(one.relative(), other.relative());
    String how = more.relative() <= ALIKE * less ? "run" : more.how();
    return new Difference(
        more.output(), Math.max(one.largest(), other.largest()), more.relative(), how);
  }
}
