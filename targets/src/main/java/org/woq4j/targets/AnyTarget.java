package org.woq4j.targets;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;

/** No target in particular: it makes no statement on any form. */
public final class AnyTarget implements DeploymentTarget {

  /** Called by {@link java.util.ServiceLoader}. */
  public AnyTarget() {}

  @Override
  public String id() {
    return "any";
  }

  @Override
  public List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    return wanted.kind() == OperatorKind.MATMUL
        ? List.of(FormChoice.of(Formats.MATMUL_N_BITS))
        : List.of();
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    return Verdict.unknown();
  }
}
