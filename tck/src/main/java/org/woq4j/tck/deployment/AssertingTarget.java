package org.woq4j.tck.deployment;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * A deployment target with every answer checked. A broken rule is an {@link AssertionError}. Safe
 * for use by several threads.
 */
public final class AssertingTarget implements DeploymentTarget {

  private final DeploymentTarget target;

  /**
   * Wraps a target.
   *
   * @param target is called, and checked
   */
  public AssertingTarget(DeploymentTarget target) {
    this.target = Objects.requireNonNull(target, "target");
  }

  @Override
  public String id() {
    return target.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return target.options();
  }

  @Override
  public DeploymentTarget onRuntime(String version) {
    DeploymentTarget other = target.onRuntime(version);
    TargetRules.sameTarget(target, other);
    return new AssertingTarget(other);
  }

  @Override
  public List<String> facts(OptionValues options) {
    return target.facts(options);
  }

  @Override
  public List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    List<FormChoice> choices = target.choices(wanted, rows, options);
    String where = id() + ", " + wanted;
    TargetRules.formats(where, choices);
    TargetRules.distinct(where, choices);
    TargetRules.groupSizes(where, choices);
    return choices;
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    Verdict verdict = target.judge(form, rows, options);
    TargetRules.verdict(id() + ", " + form.format(), verdict);
    return verdict;
  }
}
