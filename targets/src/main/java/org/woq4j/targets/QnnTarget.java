package org.woq4j.targets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.targets.Kernel.Limits;
import org.woq4j.targets.Kernel.ZeroPoints;

/**
 * Qualcomm processors through the QNN execution provider: DequantizeLinear on the NPU; on its GPU
 * MatMulNBits with 4 bits in blocks of 32 that divide K (onnxruntime pull request 26340).
 */
public final class QnnTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public QnnTarget() {
    super(
        "qnn",
        FormChoice.of(Formats.QDQ).withoutZeroPoints(),
        List.of(FormChoice.of(Formats.QDQ).withoutZeroPoints()),
        List.of(
            new Kernel(
                SpeedTable.MATMUL_N_BITS,
                Set.of(4),
                Set.of(32),
                new Limits(ZeroPoints.ANY, true, true),
                Optional.empty())));
  }
}
