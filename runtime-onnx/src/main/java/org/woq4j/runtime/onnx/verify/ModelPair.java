package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.verify.outputs.OutputComparison;
import org.woq4j.runtime.onnx.verify.outputs.OutputTensor;

/**
 * A float model and its written form.
 *
 * @param original the float model
 * @param written the model to verify
 */
record ModelPair(ModelSource original, WrittenForm written) {

  /** Two levels count as alike if their differences have at most this ratio. */
  private static final double ALIKE = 1.1;

  /** Outputs of the float model are kept up to this number of elements, at least those of a run. */
  private static final long MOST_KEPT = 1 << 21;

  /**
   * The differences of the outputs.
   *
   * @param runs how often both models were run at the default level
   * @param differences of each output
   */
  record Result(int runs, List<Difference> differences) {}

  /**
   * Runs both models once at each optimization level; only one is loaded at a time.
   *
   * @param candidates inputs of several shapes, not empty; the first that the float model runs on
   *     are used
   * @throws NotRunnableException if the float model does not run here
   * @throws WoqException if the written model does not load or run, or is wrong
   */
  Result compareOnFirstOf(List<List<Tensor>> candidates) throws NotRunnableException {
    return compare(candidates, 1);
  }

  /**
   * Runs both models on all samples at the default level, and on the first without optimizations.
   *
   * @param samples inputs, not empty
   * @throws NotRunnableException if the float model does not run here
   * @throws WoqException if the written model does not load or run, or is wrong
   */
  Result compareOnAll(List<List<Tensor>> samples) throws NotRunnableException {
    return compare(samples, samples.size());
  }

  private Result compare(List<List<Tensor>> inputs, int most) throws NotRunnableException {
    FloatRuns once = runOriginal(OptimizationLevel.DISABLED, inputs, 1);
    List<Difference> plain = differences(OptimizationLevel.DISABLED, once).all();
    FloatRuns floats =
        runOriginal(OptimizationLevel.DEFAULT, most == 1 ? once.inputs() : inputs, most);
    Differences usual = differences(OptimizationLevel.DEFAULT, floats);
    List<Difference> worse = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      worse.add(worse(plain.get(i), usual.first().get(i), usual.all().get(i)));
    }
    return new Result(floats.size(), worse);
  }

  /** Runs of the float model: their inputs and their outputs. */
  private record FloatRuns(List<List<Tensor>> inputs, List<List<OutputTensor>> outputs) {

    int size() {
      return inputs.size();
    }
  }

  /** The differences of each output: in the first run, and over all runs. */
  private record Differences(List<Difference> first, List<Difference> all) {}

  /** The first runs that succeed, at least one. */
  private FloatRuns runOriginal(OptimizationLevel level, List<List<Tensor>> inputs, int most)
      throws NotRunnableException {
    List<NotRunnableException> failures = new ArrayList<>();
    FloatRuns runs = new FloatRuns(new ArrayList<>(), new ArrayList<>());
    long kept = 0;
    try (ModelRun run = original.load(level)) {
      for (int i = 0; i < inputs.size() && runs.size() < most && kept < MOST_KEPT; i++) {
        try {
          List<OutputTensor> outputs = OutputTensor.of(run.run(inputs.get(i)));
          kept += outputs.stream().mapToLong(OutputTensor::elements).sum();
          runs.inputs.add(inputs.get(i));
          runs.outputs.add(outputs);
        } catch (NotRunnableException e) {
          failures.add(e);
        }
      }
    }
    if (runs.size() == 0) {
      throw failures.get(0);
    }
    return runs;
  }

  private Differences differences(OptimizationLevel level, FloatRuns floats) {
    OutputComparison comparison = new OutputComparison(written.subject(), level);
    return written.run(
        level,
        run -> {
          List<Difference> first = List.of();
          for (int i = 0; i < floats.size(); i++) {
            comparison.add(floats.outputs.get(i), OutputTensor.of(run.run(floats.inputs.get(i))));
            first = i == 0 ? comparison.differences() : first;
          }
          return new Differences(first, comparison.differences());
        });
  }

  /**
   * The difference at the default level over all runs, unless the first run without optimizations
   * differs more. The level is named only if the levels differ noticeably.
   */
  private static Difference worse(Difference plain, Difference first, Difference all) {
    double largest = Math.max(plain.largest(), all.largest());
    double less = Math.min(plain.relative(), first.relative());
    double more = Math.max(plain.relative(), first.relative());
    if (more <= ALIKE * less) {
      return new Difference(all.output(), largest, all.relative(), "run");
    }
    Difference worse = plain.relative() > first.relative() ? plain : all;
    return new Difference(worse.output(), largest, worse.relative(), worse.how());
  }
}
