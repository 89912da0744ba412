package org.woq4j.core.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.api.Issue;
import org.woq4j.core.account.AccountIssues;
import org.woq4j.core.batch.DataSize;
import org.woq4j.core.deployment.RuntimeVersion;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.FormatVersions;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.report.Target;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.rules.RuleCatch;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.SpeedWarnings;
import org.woq4j.core.work.WorkUnit;

/**
 * What a run will do.
 *
 * @param request the caller's request
 * @param selection what is quantized and what is not
 * @param units the work, in order
 * @param calibration how calibration data is used; empty where the request has none
 * @param needs what it takes
 */
public record QuantizationPlan(
    QuantizationRequest request,
    Selection selection,
    List<WorkUnit> units,
    Optional<CalibrationPlan> calibration,
    Needs needs) {

  /**
   * What is quantized and what is not.
   *
   * @param weights every weight that will be quantized, in the model's order
   * @param account what becomes of each byte of the model
   * @param rules what each rule caught
   * @param plugins the plugins that are used
   * @param pluginsNotLoaded why plugins were not loaded, one issue for each
   */
  public record Selection(
      List<PlannedWeight> weights,
      Account account,
      List<RuleCatch> rules,
      List<UsedPlugin> plugins,
      List<Issue> pluginsNotLoaded) {

    public Selection {
      weights = List.copyOf(weights);
      rules = List.copyOf(rules);
      plugins = List.copyOf(plugins);
      pluginsNotLoaded = List.copyOf(pluginsNotLoaded);
    }
  }

  /**
   * What the run and the written model take.
   *
   * @param bytes of the model before and after
   * @param memory of the process
   * @param versions of the model format that the written model needs
   * @param data calibration data, as an estimate; none where no algorithm needs it
   * @param target where it will run; empty if no target is known
   */
  public record Needs(
      ModelBytes bytes,
      PlannedMemory memory,
      FormatVersions versions,
      DataSize data,
      Optional<Target> target) {}

  public QuantizationPlan {
    units = List.copyOf(units);
  }

  /** Every weight that will be quantized, in the model's order. */
  public List<PlannedWeight> weights() {
    return selection.weights();
  }

  /** What becomes of each byte of the model. */
  public Account account() {
    return selection.account();
  }

  /** Bytes of the model before and after. */
  public ModelBytes bytes() {
    return needs.bytes();
  }

  /** Memory of the process. */
  public PlannedMemory memory() {
    return needs.memory();
  }

  public List<Replacement> replacements() {
    return weights().stream().map(PlannedWeight::replacement).toList();
  }

  /** Why weights will run slower than in float on the target: an issue for each cause. */
  public List<Issue> speedWarnings() {
    return SpeedWarnings.of(weights(), needs.target());
  }

  /** That the written model will be larger than the float model, and why; empty if it will not. */
  public Optional<Issue> sizeWarning() {
    return AccountIssues.larger(account(), bytes().after());
  }

  /** Bits stored for each element of the quantized weights, scales and zero points included. */
  public double bitsPerWeight() {
    long elements = weights().stream().mapToLong(weight -> weight.weight().elements()).sum();
    return 8.0 * bytes().stored() / elements;
  }

  /** Least version of ONNX Runtime that loads the written model. */
  public String leastRuntime() {
    return weights().stream()
        .flatMap(weight -> weight.replacement().emissions().stream())
        .map(emission -> emission.plan().leastRuntime())
        .max(Comparator.comparing(RuntimeVersion::parse))
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
}
