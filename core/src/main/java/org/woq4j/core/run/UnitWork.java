package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightGroup;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.Cancellation;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.PlannedWeight;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.plan.WorkUnit;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.Layers;
import org.woq4j.core.registry.Registry;
import org.woq4j.kernels.group.Dequantizer;
import org.woq4j.kernels.group.SquaredError;

/** The walk of one unit of work: read, quantize, check, measure, pack. */
final class UnitWork {

  private final QuantizationPlan plan;
  private final FloatModel model;
  private final ModelRewrite rewrite;
  private final Registry registry;
  private final LinearAlgebra linearAlgebra;
  private final Workers workers;
  private final Cancellation cancellation;
  private final Optional<QuantizedSide> quantizedSide;

  /**
   * Work of one run.
   *
   * @param quantizedSide takes quantized weights, where layers are quantized one after the other
   */
  UnitWork(
      QuantizationPlan plan,
      FloatModel model,
      ModelRewrite rewrite,
      Registry registry,
      LinearAlgebra linearAlgebra,
      Workers workers,
      Cancellation cancellation,
      Optional<QuantizedSide> quantizedSide) {
    this.plan = plan;
    this.model = model;
    this.rewrite = rewrite;
    this.registry = registry;
    this.linearAlgebra = linearAlgebra;
    this.workers = workers;
    this.cancellation = cancellation;
    this.quantizedSide = quantizedSide;
  }

  /**
   * Does one unit.
   *
   * @param statistics what was gathered of the unit's sites; null where nothing was
   */
  UnitResult run(WorkUnit unit, ActivationStatistics statistics, DoubleConsumer progress) {
    cancellation.check();
    WeightGroup group = group(unit, statistics);
    PlannedWeight first = plan.weights().get(unit.weights().get(0));
    QuantizedGroup result = quantize(group, first, progress);
    cancellation.check();
    List<Measurement> measurements = new ArrayList<>();
    for (int i = 0; i < group.weights().size(); i++) {
      QuantizedWeight quantized = result.weights().get(i);
      measurements.add(measure(group, i, quantized, result.inputScale()));
      PlannedWeight planned = plan.weights().get(unit.weights().get(i));
      pack(planned, unit.fromColumn(), quantized);
      quantizedSide.ifPresent(
          side ->
              side.add(planned.weight().id(), unit.fromColumn(), quantized, result.inputScale()));
    }
    return new UnitResult(measurements, result.inputScale(), result.notes());
  }

  private Measurement measure(
      WeightGroup group, int index, QuantizedWeight quantized, Optional<float[]> inputScale) {
    WeightView weight = group.weights().get(index);
    SquaredError error = SquaredError.of(weight, quantized, inputScale.orElse(null));
    Optional<float[]> gram = group.statistics().gram();
    if (gram.isEmpty()) {
      return new Measurement(error.error(), error.squares(), Double.NaN, Double.NaN);
    }
    OutputError output = new OutputError(gram.get(), linearAlgebra, workers);
    float[] values = weight.readAll();
    double outputSquares = output.squares(values, weight.inputFeatures());
    subtract(values, quantized, inputScale);
    return new Measurement(
        error.error(),
        error.squares(),
        output.squares(values, weight.inputFeatures()),
        outputSquares);
  }

  private static void subtract(
      float[] values, QuantizedWeight quantized, Optional<float[]> inputScale) {
    int outputs = quantized.outputFeatures();
    float[] row = new float[outputs];
    for (int k = 0; k < quantized.inputFeatures(); k++) {
      Dequantizer.rows(quantized, k, k + 1, row);
      float scale = inputScale.isPresent() ? inputScale.get()[k] : 1;
      for (int n = 0; n < outputs; n++) {
        values[k * outputs + n] -= row[n] / scale;
      }
    }
  }

  private WeightGroup group(WorkUnit unit, ActivationStatistics statistics) {
    List<WeightView> views = new ArrayList<>();
    for (int index : unit.weights()) {
      WeightView view = model.view(plan.weights().get(index).weight());
      boolean whole = unit.weights().size() > 1;
      views.add(whole ? view : LoadedWeight.of(view.columns(unit.fromColumn(), unit.toColumn())));
    }
    ActivationStatistics needed =
        unit.needs().isEmpty()
            ? ActivationStatistics.none(views.get(0).inputFeatures())
            : statistics.only(unit.needs());
    return new WeightGroup(unit.site(), views, needed);
  }

  private QuantizedGroup quantize(
      WeightGroup group, PlannedWeight planned, DoubleConsumer progress) {
    AlgorithmChoice choice = planned.choice();
    GroupContext context =
        new GroupContext(
            planned.replacement().scheme(),
            choice.options(),
            mayScaleInput(planned),
            linearAlgebra,
            workers,
            cancellation,
            progress,
            registry);
    QuantizedGroup result = choice.algorithm().quantize(group, context);
    ResultValidator.check(choice.algorithm(), group, context.scheme(), result);
    return result;
  }

  private static boolean mayScaleInput(PlannedWeight planned) {
    return planned.weight().readers().stream().map(WeightReader::site).distinct().count() == 1;
  }

  private void pack(PlannedWeight planned, int fromColumn, QuantizedWeight quantized) {
    for (Emission emission : planned.replacement().emissions()) {
      Layers.at(
          planned.weight().tensor(),
          () ->
              emission
                  .emitter()
                  .pack(emission.request(), fromColumn, quantized, rewrite.sink(emission)));
    }
  }
}
