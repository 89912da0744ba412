package org.woq4j.tck.deployment;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionValues;

/** A sound target, on which everything is slow. */
class SlowTarget implements DeploymentTarget {

  @Override
  public String id() {
    return "slow";
  }

  @Override
  public List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    return List.of(FormChoice.of("qdq"), FormChoice.of("matmul-nbits").withGroupSize(16));
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    return form.format().equals("qdq")
        ? Verdict.not("it is too new", "format matmul-nbits")
        : Verdict.slow("it is an old processor", "");
  }
}
