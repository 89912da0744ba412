package org.woq4j.targets;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.target.DeploymentTarget;
import org.woq4j.api.target.FormChoice;
import org.woq4j.api.target.StoredForm;
import org.woq4j.api.target.Verdict;

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
    return wanted.kind() == OperatorKind.GATHER
        ? Formats.TABLES
        : List.of(FormChoice.of(Formats.MATMUL_N_BITS));
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    return Verdict.unknown();
  }
}
