package org.woq4j.cli.run;

import java.util.Map;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.work.PlannedWeight;

/**
 * Lets short runs start fast. The script {@code woq} first starts Java with only its quick
 * compiler, unless it sees that the recipe has data. This saves a third of the time of a short run,
 * but would halve the speed of a long run. A long run therefore ends after planning, with an exit
 * code that makes the script start it again with all compilers.
 */
public final class QuickStart implements ProgressListener {

  /** The system property that the script sets if Java has only its quick compiler. */
  public static final String PROPERTY = "woq.quick";

  /** Exit code: start again with all compilers. */
  public static final int START_AGAIN = 75;

  /** Ends a run that needs all compilers. */
  @SuppressWarnings("serial") // it never leaves the process
  public static final class LongRun extends RuntimeException {
    private LongRun() {
      super("this run needs all of Java's compilers", null, false, false);
    }
  }

  /**
   * Ends a run with data before planning, if Java has only its quick compiler: planning a
   * calibration would open its data, and an evaluation is a long run.
   */
  public static void check(QuantizationRequest request) {
    if (request.calibration().isPresent() || request.evaluation().isPresent()) {
      checkLong();
    }
  }

  /** Ends a command that needs all compilers, if Java has only its quick one. */
  public static void checkLong() {
    if (Boolean.getBoolean(PROPERTY)) {
      throw new LongRun();
    }
  }

  @Override
  public void planned(QuantizationPlan plan) {
    if (isLong(plan)) {
      checkLong();
    }
  }

  @Override
  public void advanced(Stage stage, long done, long total) {}

  private static boolean isLong(QuantizationPlan plan) {
    return plan.weights().stream().anyMatch(weight -> !isQuick(weight.choice()))
        || plan.weights().stream().map(PlannedWeight::weight).mapToLong(w -> w.elements()).sum()
            > ProcessMemory.LONG_RUN;
  }

  /** A small model is known to be a short run only with plain rounding to nearest. */
  private static boolean isQuick(AlgorithmChoice choice) {
    WeightOnlyAlgorithm algorithm = choice.algorithm();
    return algorithm.id().equals(Registry.ROUND_TO_NEAREST)
        && choice.options().equals(OptionValues.of(algorithm.options(), Map.of()));
  }
}
