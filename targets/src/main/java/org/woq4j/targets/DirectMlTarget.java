package org.woq4j.targets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.targets.Kernel.Limits;
import org.woq4j.targets.Kernel.ZeroPoints;

/**
 * GPUs on Windows through the DirectML execution provider, read from its registration of
 * MatMulNBits: the node must have exactly four inputs, so zero points, and no bias.
 */
public final class DirectMlTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public DirectMlTarget() {
    super(
        "directml",
        FormChoice.of(Formats.MATMUL_N_BITS)
            .with(Formats.EXPLICIT_ZERO_POINTS, true)
            .with(Formats.BIAS_INPUT, false),
        List.of(
            FormChoice.of(Formats.GATHER_BLOCK_QUANTIZED).with(Formats.EXPLICIT_ZERO_POINTS, true)),
        List.of(
            new Kernel(
                SpeedTable.MATMUL_N_BITS,
                Set.of(4, 8),
                Set.of(),
                new Limits(ZeroPoints.NEEDED, false, false),
                Optional.empty())));
  }
}
