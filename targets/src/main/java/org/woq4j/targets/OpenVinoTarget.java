package org.woq4j.targets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.targets.Kernel.Limits;
import org.woq4j.targets.Kernel.ZeroPoints;

/**
 * Intel processors, GPUs and NPUs through the OpenVINO execution provider. Its translation of
 * MatMulNBits reads packed zero points with a wrong shape (openvino pull requests 30633 and 30845).
 */
public final class OpenVinoTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public OpenVinoTarget() {
    super(
        "openvino",
        FormChoice.of(Formats.MATMUL_N_BITS).withoutZeroPoints(),
        List.of(FormChoice.of(Formats.GATHER_BLOCK_QUANTIZED).withoutZeroPoints()),
        List.of(
            new Kernel(
                SpeedTable.MATMUL_N_BITS,
                Set.of(2, 4, 8),
                Set.of(16, 32, 64, 128, 256),
                new Limits(ZeroPoints.NONE, false, true),
                Optional.empty())));
  }
}
