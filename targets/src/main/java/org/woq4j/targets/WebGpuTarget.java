package org.woq4j.targets;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.weight.ElementType;
import org.woq4j.targets.Kernel.FastPath;
import org.woq4j.targets.Kernel.Limits;
import org.woq4j.targets.Kernel.ZeroPoints;

/**
 * Browsers and native programs through the WebGPU execution provider, read from its {@code
 * matmul_nbits.cc}: the wide tile takes blocks of 32; zero points are packed.
 */
public final class WebGpuTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public WebGpuTarget() {
    super(
        "webgpu",
        FormChoice.of(Formats.MATMUL_N_BITS),
        List.of(FormChoice.of(Formats.GATHER_BLOCK_QUANTIZED)),
        List.of(
            new Kernel(
                SpeedTable.MATMUL_N_BITS,
                Set.of(2, 4, 8),
                Set.of(),
                new Limits(ZeroPoints.ANY, false, true),
                Optional.of(
                    new FastPath(
                        Set.of(ElementType.FLOAT32, ElementType.FLOAT16), Set.of(32), Map.of())))));
  }
}
