package org.woq4j.targets;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.weight.ElementType;
import org.woq4j.targets.Kernel.FastPath;
import org.woq4j.targets.Kernel.Limits;
import org.woq4j.targets.Kernel.ZeroPoints;

/**
 * NVIDIA GPUs through the CUDA execution provider, read from its {@code matmul_nbits.cc}. A missing
 * zero point of GatherBlockQuantized was read as 0 (onnxruntime issue 31692); a K that is no
 * multiple of the block size gave wrong products (issue 32663).
 */
public final class CudaTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public CudaTarget() {
    super(
        "cuda",
        FormChoice.of(Formats.MATMUL_N_BITS),
        List.of(
            FormChoice.of(Formats.GATHER_BLOCK_QUANTIZED).with(Formats.EXPLICIT_ZERO_POINTS, true)),
        List.of(
            new Kernel(
                SpeedTable.MATMUL_N_BITS,
                Set.of(4, 8),
                Set.of(16, 32, 64, 128, 256),
                new Limits(ZeroPoints.ANY, true, true),
                Optional.of(
                    new FastPath(
                        Set.of(ElementType.FLOAT16, ElementType.BFLOAT16),
                        Set.of(32, 64, 128),
                        Map.of(4, 64, 8, 32)))),
            new Kernel(
                Kernel.GATHER,
                Set.of(4, 8),
                Set.of(),
                new Limits(ZeroPoints.NEEDED, false, true),
                Optional.empty())));
  }

  @Override
  Verdict other(StoredForm form) {
    return form.node(Formats.QMOE).isPresent()
        ? Verdict.not("its QMoE reads experts in an order of its own", "skip the experts")
        : super.other(form);
  }
}
