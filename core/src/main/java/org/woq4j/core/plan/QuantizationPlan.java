package org.woq4j.core.plan;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.core.memory.WorkBounds;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.report.SkippedNode;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.rules.RuleCatch;

/**
 * What a run will do.
 *
 * @param request what was asked for
 * @param weights every weight that will be quantized, in the model's order
 * @param units the work, in order
 * @param skipped every node that reads a constant and will be left as it is
 * @param rules what each rule caught
 * @param plugins the plugins that have a part in it
 * @param calibration how calibration data is used; empty where the request has none
 * @param bytesBefore bytes of the float model
 * @param opset version of the standard operator set that is needed; 0 for any
 * @param irVersion IR version that is needed; 0 for any
 */
public record QuantizationPlan(
    QuantizationRequest request,
    List<PlannedWeight> weights,
    List<WorkUnit> units,
    List<SkippedNode> skipped,
    List<RuleCatch> rules,
    List<UsedPlugin> plugins,
    Optional<CalibrationPlan> calibration,
    long bytesBefore,
    int opset,
    int irVersion) {

  /** Bytes that Java takes itself where nothing is calibrated. */
  private static final long PROCESS_MEMORY = 64L << 20;

  public QuantizationPlan {
    weights = List.copyOf(weights);
    units = List.copyOf(units);
    skipped = List.copyOf(skipped);
    rules = List.copyOf(rules);
    plugins = List.copyOf(plugins);
  }

  public List<Replacement> replacements() {
    return weights.stream().map(PlannedWeight::replacement).toList();
  }

  /** Bytes of the written model, to a few kilobytes. */
  public long bytesAfter() {
    return bytesBefore - removedBytes() + storedBytes();
  }

  /** Bytes stored for the quantized weights. */
  public long storedBytes() {
    return weights.stream().mapToLong(weight -> weight.replacement().storedBytes()).sum();
  }

  /** Bits stored for each element of the quantized weights, scales and zero points included. */
  public double bitsPerWeight() {
    long elements = weights.stream().mapToLong(weight -> weight.weight().elements()).sum();
    return 8.0 * storedBytes() / elements;
  }

  /** Least version of ONNX Runtime that loads the written model. */
  public String leastRuntime() {
    return weights.stream()
        .flatMap(weight -> weight.replacement().emissions().stream())
        .map(emission -> emission.plan().leastRuntime())
        .max(Comparator.comparing(QuantizationPlan::versionNumber))
        .orElse("1.0");
  }

  /**
   * How many times units of work are done after a pass through calibration data or a piece of the
   * model; at least 1.
   */
  public int passes() {
    Optional<SequentialPlan> sequence = sequence();
    return sequence.isPresent() ? sequence.get().stages().size() : onePasses();
  }

  /** How layers are quantized one after the other; empty where they are not. */
  public Optional<SequentialPlan> sequence() {
    return calibration.flatMap(CalibrationPlan::sequence);
  }

  private int onePasses() {
    return calibration.map(plan -> Math.max(1, plan.passes().size())).orElse(1);
  }

  /** Indices of the units that are done after a pass or a piece, the first being 0. */
  public List<Integer> unitsOfPass(int pass) {
    if (sequence().isPresent()) {
      return sequence().get().stages().get(pass).units();
    }
    return IntStream.range(0, units.size())
        .filter(i -> calibration.map(plan -> plan.passOf(units.get(i))).orElse(0) == pass)
        .boxed()
        .toList();
  }

  /** Bytes of heap that units in work may take together. */
  public long workBound() {
    return WorkBounds.of(request).work();
  }

  /** Bytes that models may take while they are verified. */
  public long verificationBound() {
    return WorkBounds.of(request).all();
  }

  /**
   * Memory that a process takes at most whose only work the run is, as an estimate. Model files
   * that are mapped are not counted: the system drops them where memory is short.
   */
  public long peakMemory() {
    long process = isCalibrated() ? Calibration.PROCESS_MEMORY : PROCESS_MEMORY;
    return process + Math.max(quantizingMemory(), verifyingMemory());
  }

  private boolean isCalibrated() {
    return calibration.filter(CalibrationPlan::isNeeded).isPresent();
  }

  private long quantizingMemory() {
    if (sequence().isPresent()) {
      return sequence().get().bytes() + sequence().get().frontierBound();
    }
    WorkBounds bounds = WorkBounds.of(request);
    long peak = 0;
    for (int pass = 0; pass < passes(); pass++) {
      long statistics = isCalibrated() ? calibration.get().passes().get(pass).bytes() : 0;
      long work = bounds.together(unitsOfPass(pass).stream().map(units::get));
      peak = Math.max(peak, statistics + work);
    }
    return peak;
  }

  private long verifyingMemory() {
    if (!request.verify()) {
      return 0;
    }
    long model = VerificationTask.loadedBytes(Math.max(bytesBefore, bytesAfter()));
    return model <= verificationBound() ? model : largestNodeVerified();
  }

  private long largestNodeVerified() {
    return weights.stream()
        .mapToLong(planned -> VerificationTask.loadedNodeBytes(planned.weight().bytes()))
        .filter(bytes -> bytes <= verificationBound())
        .max()
        .orElse(0);
  }

  /** A float constant goes only if nobody reads it any more, as W or as Wᵀ. */
  private long removedBytes() {
    Map<String, Long> removed = new HashMap<>();
    for (Replacement replacement : replacements()) {
      if (replacement.removesFloatWeight()) {
        ConstantWeight weight = replacement.weight();
        removed.put(weight.tensor(), weight.bytes());
      }
    }
    return removed.values().stream().mapToLong(Long::longValue).sum();
  }

  private static int versionNumber(String version) {
    String[] parts = version.split("\\.");
    return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
  }
}
