package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.measure.Measurement;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.report.AccountReport;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.Version;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.WorkUnit;

/** Puts a run's results together, layer by layer. */
final class ReportBuilder {

  /**
   * What was written.
   *
   * @param bytes of the model
   * @param copied names of the files that belong to it
   */
  record Written(long bytes, List<String> copied) {}

  private final QuantizationPlan plan;
  private final FloatModel model;
  private final List<PlannedWeight> weights;
  private final List<Measurement> measurements;
  private final List<Optional<float[]>> inputScales;
  private final Map<Integer, SampleProduct> products = new HashMap<>();
  private final List<Set<Note>> notes = new ArrayList<>();

  ReportBuilder(QuantizationPlan plan, FloatModel model, List<UnitResult> results) {
    this.plan = plan;
    this.model = model;
    this.weights = new ArrayList<>(plan.weights());
    this.measurements =
        new ArrayList<>(Collections.nCopies(plan.weights().size(), Measurement.NOTHING));
    this.inputScales =
        new ArrayList<>(Collections.nCopies(plan.weights().size(), Optional.empty()));
    plan.weights().forEach(weight -> notes.add(new LinkedHashSet<>(weight.notes())));
    for (int i = 0; i < results.size(); i++) {
      add(plan.units().get(i), results.get(i));
    }
  }

  private void add(WorkUnit unit, UnitResult result) {
    for (int i = 0; i < unit.weights().size(); i++) {
      int weight = unit.weights().get(i);
      measurements.set(weight, measurements.get(weight).plus(result.measurements().get(i)));
      weights.set(weight, result.weights().get(i));
      notes.get(weight).addAll(result.weights().get(i).notes());
      notes.get(weight).addAll(result.notes());
      if (result.weights().get(i).weight().matrices() == 1) {
        inputScales.set(weight, result.inputScale());
      }
    }
    for (int i = 0; i < result.products().size(); i++) {
      product(unit.weights().get(i)).put(unit.columns().from(), result.products().get(i));
    }
  }

  private SampleProduct product(int index) {
    ConstantWeight weight = plan.weights().get(index).weight();
    return products.computeIfAbsent(
        index, key -> SampleProduct.empty(weight.inputFeatures(), weight.outputFeatures()));
  }

  /**
   * The report.
   *
   * @param written what was written
   */
  QuantizationReport build(
      Written written, QuantizationReport.Means means, QuantizationReport.Outcome outcome) {
    boolean raised = plan.needs().versions().opset() > model.opset();
    return new QuantizationReport(
        new QuantizationReport.Files(
            Version.current(),
            plan.request().model().toString(),
            plan.request().output().toString(),
            model.bytes(),
            written.bytes(),
            written.copied()),
        new QuantizationReport.Requirements(
            plan.leastRuntime(),
            Math.max(plan.needs().versions().opset(), model.opset()),
            raised ? Optional.of(model.opset()) : Optional.empty(),
            plan.needs().target()),
        new QuantizationReport.Weights(
            layers(), AccountReport.of(plan.account().written(written.bytes()))),
        means,
        outcome);
  }

  /** Every quantized weight, in the model's order. */
  List<LayerReport> layers() {
    return IntStream.range(0, plan.weights().size()).mapToObj(this::layer).toList();
  }

  /** What became of each weight, where it is verified. */
  List<WeightOutcome> outcomes() {
    List<WeightOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < plan.weights().size(); i++) {
      outcomes.add(
          new WeightOutcome(plan.weights().get(i).replacement(), product(i), inputScales.get(i)));
    }
    return outcomes;
  }

  private Optional<Double> outputError(int index) {
    double error = measurements.get(index).relativeOutputError();
    return Double.isNaN(error) ? Optional.empty() : Optional.of(error);
  }

  private LayerReport layer(int index) {
    PlannedWeight planned = weights.get(index);
    QuantScheme scheme = planned.replacement().scheme();
    return new LayerReport(
        new LayerReport.Identity(
            planned.weight().tensor(),
            planned.nodes(),
            planned.replacement().emissions().get(0).reader().operator(),
            planned.weight().inputFeatures(),
            planned.weight().outputFeatures()),
        new LayerReport.Treatment(
            planned.choice().algorithm().id(),
            planned.formats(),
            scheme.bits(),
            scheme.groupSize(),
            scheme.symmetry().isSymmetric() ? "sym" : "asym"),
        new LayerReport.Size(planned.weight().bytes(), planned.replacement().addedBytes()),
        new LayerReport.Errors(
            measurements.get(index).relativeError(),
            outputError(index),
            measurements.get(index).zeroCodes(),
            planned.replacement().activationRounding()),
        new LayerReport.Remarks(List.copyOf(notes.get(index)), planned.storageNotes()));
  }
}
