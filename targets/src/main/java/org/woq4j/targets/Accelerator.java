package org.woq4j.targets;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionValues;

/** An execution provider that is known by the limits of its kernels. */
abstract sealed class Accelerator implements DeploymentTarget
    permits CudaTarget, DirectMlTarget, OpenVinoTarget, QnnTarget, TensorRtRtxTarget, WebGpuTarget {

  private final String id;
  private final FormChoice product;
  private final List<FormChoice> tables;
  private final List<Kernel> kernels;

  /**
   * Describes an execution provider.
   *
   * @param product the form of a weight that is multiplied with
   * @param tables forms of a table, the best first
   * @param kernels what is known of its kernels
   */
  Accelerator(String id, FormChoice product, List<FormChoice> tables, List<Kernel> kernels) {
    this.id = id;
    this.product = product;
    this.tables = tables;
    this.kernels = kernels;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final List<FormChoice> choices(
      EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    return switch (wanted.kind()) {
      case MATMUL -> List.of(product);
      case GATHER, BATCHED_GATHER -> tables;
      default -> List.of();
    };
  }

  @Override
  public final Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    for (Kernel kernel : kernels) {
      if (form.node(kernel.operator()).isPresent()) {
        return kernel.judge(form, form.node(kernel.operator()).get());
      }
    }
    return other(form);
  }

  @Override
  public final List<String> facts(OptionValues options) {
    return kernels.stream().map(Kernel::described).toList();
  }

  /** How it runs a form without a known kernel. */
  Verdict other(StoredForm form) {
    return Verdict.unknown();
  }
}
