package org.woq4j.core.registry;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/** A deployment target with its name in the messages of its failures. */
record GuardedTarget(DeploymentTarget target, Guard guard) implements DeploymentTarget, Guarded {

  @Override
  public String id() {
    return guard.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return guard.call("to list its options", target::options);
  }

  @Override
  public DeploymentTarget onRuntime(String version) {
    return guard.call(
        "for its form on ONNX Runtime " + version,
        () -> new GuardedTarget(target.onRuntime(version), guard));
  }

  @Override
  public List<String> facts(OptionValues options) {
    return guard.call("to list its facts", () -> target.facts(options));
  }

  @Override
  public List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    return guard.call("to choose a form", () -> target.choices(wanted, rows, options));
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    return guard.call("to judge " + form.format(), () -> target.judge(form, rows, options));
  }

  @Override
  public String toString() {
    return guard.name();
  }
}
