package org.woq4j.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.core.batch.DataSize;
import org.woq4j.core.memory.BatchMemory;
import org.woq4j.core.memory.MemoryBounds;
import org.woq4j.core.memory.MemoryEstimate;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.memory.RunMemory;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.memory.VerificationMemory;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.WorkUnit;

/** Finds out what a run may take, and what it will take. */
final class MemoryPlanner {

  /** What a dimension counts for that the model leaves open: verification makes it a few. */
  private static final long OPEN_DIMENSION = 2;

  private final QuantizationRequest request;
  private final FloatModel model;
  private final List<PlannedWeight> weights;
  private final MemoryBounds bounds;

  MemoryPlanner(QuantizationRequest request, FloatModel model, List<PlannedWeight> weights) {
    this.request = request;
    this.model = model;
    this.weights = weights;
    int threads = Workers.count(request.threads());
    this.bounds =
        needsData()
            ? MemoryBounds.calibrating(
                ProcessMemory.calibrating(model.nodes(), threads), request.memoryBound(), threads)
            : MemoryBounds.rounding(
                ProcessMemory.rounding(
                    model.nodes(), elements(), request.verify() || looksAtRanges()),
                request.memoryBound(),
                threads);
  }

  /** Whether any algorithm needs statistics. */
  boolean needsData() {
    return weights.stream().anyMatch(weight -> !weight.needs().isEmpty());
  }

  /** Whether the ranges of the float model's values are looked for in calibration data. */
  boolean looksAtRanges() {
    return request.rest().isNarrow() && request.calibration().isPresent();
  }

  private long elements() {
    return weights.stream().mapToLong(weight -> weight.weight().elements()).sum();
  }

  MemoryBounds bounds() {
    return bounds;
  }

  /** What is wrong where the process takes more than it may, whatever it does. */
  Optional<Issue> problem(List<WorkUnit> units) {
    return needsData()
        ? Optional.empty()
        : units.stream()
            .max(Comparator.comparingLong(unit -> unit.memory().bytes()))
            .flatMap(unit -> bounds.problem("the weights", unit.memory().bytes()));
  }

  /** What is wrong where a batch of data takes too much while ranges are looked for. */
  Optional<Issue> problem(DataSize data) {
    return looksAtRanges()
        ? bounds.problem("the values of a batch, whose ranges are looked for", ranges(data).bytes())
        : Optional.empty();
  }

  private MemoryPart ranges(DataSize data) {
    return BatchMemory.ofNumbers(looksAtRanges() ? data.largestBatch() : 0, widestFeatures());
  }

  /**
   * What the run takes.
   *
   * @param bytes of the model
   * @param units all of them
   * @param data how much calibration data there is
   * @param calibration how data is used, if it is
   */
  PlannedMemory plan(
      ModelBytes bytes,
      List<WorkUnit> units,
      DataSize data,
      Optional<CalibrationPlan> calibration) {
    List<MemoryEstimate> quantizing =
        calibration
            .filter(CalibrationPlan::isNeeded)
            .map(CalibrationPlan::moments)
            .orElseGet(
                () ->
                    List.of(
                        new MemoryEstimate(
                            List.of(bounds.together(units.stream().map(WorkUnit::memory))))));
    List<MemoryEstimate> moments = new ArrayList<>(quantizing);
    moments.add(new MemoryEstimate(List.of(ranges(data))));
    RunMemory run = new RunMemory(bounds.process(), moments);
    MemoryPart models =
        VerificationMemory.ofModels(bytes.after(), bytes.largest(), halves(), widestValue());
    VerificationBounds verification =
        new VerificationBounds(
            models.bytes(), bounds.all() - run.leftBehind().bytes(), bounds.threads());
    MemoryPart verified = verification.allowsModels() ? models : nodes(verification);
    return new PlannedMemory(
        run.peak(request.verify() ? verified : VerificationMemory.none()),
        bounds.work(),
        verification);
  }

  /**
   * The largest nodes, one on each thread; the largest of all if they do not fit together. Of a
   * node's tensors the largest is copied.
   */
  private MemoryPart nodes(VerificationBounds verification) {
    List<EmissionPlan.Accepted> largest =
        weights.stream()
            .flatMap(planned -> planned.replacement().emissions().stream())
            .map(Emission::plan)
            .filter(plan -> verification.allowsNodes(plan.bytes()))
            .sorted(Comparator.comparingLong(EmissionPlan.Accepted::bytes).reversed())
            .limit(verification.threads())
            .toList();
    long together = largest.stream().mapToLong(EmissionPlan.Accepted::bytes).sum();
    return VerificationMemory.ofNodes(
        largest.stream()
            .limit(verification.allowsNodes(together) ? largest.size() : 1)
            .mapToLong(MemoryPlanner::largestTensor)
            .sum());
  }

  private static long largestTensor(EmissionPlan.Accepted plan) {
    return plan.tensors().stream().mapToLong(TensorSpec::bytes).max().orElse(0);
  }

  private long halves() {
    return model.weights().stream()
        .filter(weight -> weight.activationType().bits() < Float.SIZE)
        .mapToLong(ConstantWeight::elements)
        .sum();
  }

  /** Elements of the widest value in a run on the few rows that verification makes up. */
  private long widestValue() {
    return widestFeatures() * inputs().stream().mapToLong(MemoryPlanner::rows).max().orElse(1);
  }

  private long widestFeatures() {
    return weights.stream()
        .filter(weight -> !weight.sites().isEmpty())
        .map(PlannedWeight::weight)
        .mapToInt(weight -> Math.max(weight.inputFeatures(), weight.outputFeatures()))
        .max()
        .orElse(0);
  }

  /** None where an input is of a type of which verification makes up no values either. */
  private List<ModelInput> inputs() {
    try {
      return model.inputs();
    } catch (WoqException unusual) {
      return List.of();
    }
  }

  /** Of its fixed dimensions, but the last where that holds features; others are small. */
  private static long rows(ModelInput input) {
    int axes = input.shape().size() - (input.type().isWeightType() ? 1 : 0);
    return input.shape().stream()
        .limit(Math.max(0, axes))
        .mapToLong(MemoryPlanner::size)
        .reduce(1, (a, b) -> a * b);
  }

  private static long size(String dimension) {
    return dimension.matches("[0-9]{1,9}") ? Long.parseLong(dimension) : OPEN_DIMENSION;
  }
}
