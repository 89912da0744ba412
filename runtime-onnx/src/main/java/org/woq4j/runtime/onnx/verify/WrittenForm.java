package org.woq4j.runtime.onnx.verify;

import java.util.List;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;

/**
 * The written form of a model or of a node, which must run.
 *
 * @param subject what it is, to begin messages with
 * @param source loads it
 */
record WrittenForm(String subject, ModelSource source) {

  /** What is done with a loaded model. */
  @FunctionalInterface
  interface Use<T> {
    T of(ModelRun run) throws NotRunnableException;
  }

  /**
   * Loads it and runs it.
   *
   * @throws WoqException if it does not load or run
   */
  <T> T run(OptimizationLevel level, Use<T> use) {
    ErrorCode step = RuntimeError.LOAD;
    try (ModelRun run = source.load(level)) {
      step = RuntimeError.RUN;
      return use.of(run);
    } catch (NotRunnableException e) {
      String fails = step.equals(RuntimeError.LOAD) ? " does not load" : " does not run";
      String message = subject + ", " + level.description() + "," + fails + ": ";
      Issue issue = Issue.of(message + e.getMessage(), "report it as a defect of woq4j");
      throw new WoqException(step, List.of(issue), e);
    }
  }
}
