package org.woq4j.core.calibrate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.RangeRun;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.progress.Cancellation;

/**
 * Finds the values of a float model that half precision cannot hold, by one run through the
 * calibration data.
 */
public final class WideValues {

  /** The largest finite number of half precision. */
  private static final float LARGEST = 65504;

  /** Numbers of this magnitude and more mean infinity, as in masks. */
  private static final float MEANS_INFINITY = 1e9f;

  private final Set<String> names = new TreeSet<>();

  private WideValues() {}

  /**
   * The names of these values, which are of the main graph.
   *
   * @param plan where the data comes from, and how the model is run
   * @throws WoqException if the data does not fit or the model cannot be run
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public static Set<String> find(
      CalibrationPlan plan, FloatModel model, ModelRunner runner, Cancellation cancellation) {
    WideValues wide = new WideValues();
    try (SourceData data = SourceData.open(plan.source(), model.inputs());
        RangeRun run = runner.ranges(model, plan.runtime())) {
      List<NamedTensor> batch = data.next();
      while (!batch.isEmpty()) {
        cancellation.check();
        run.run(batch, wide::add);
        batch = data.next();
      }
    }
    return wide.names;
  }

  private void add(String value, float smallest, float largest) {
    if (isWide(smallest) || isWide(largest)) {
      names.add(value);
    }
  }

  private static boolean isWide(float element) {
    float magnitude = Math.abs(element);
    return magnitude > LARGEST && magnitude < MEANS_INFINITY;
  }
}
