package org.woq4j.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.weight.ElementType;

class AcceleratorTest {

  private static final FormChoice BLOCKS = FormChoice.of("matmul-nbits");

  private static Verdict judged(DeploymentTarget target, Stored weight, FormChoice form) {
    return weight.judged(target, OptionalInt.empty(), form);
  }

  private static Verdict ofItsChoice(DeploymentTarget target, Stored weight) {
    return judged(target, weight, weight.choices(target, OptionalInt.empty(), Map.of()).get(0));
  }

  @Test
  void cudaIsFastInHalfPrecisionWithWholeColumns() {
    Stored half = Stored.symmetric(4).in(ElementType.FLOAT16);

    assertThat(ofItsChoice(new CudaTarget(), half).runs()).isEqualTo(Runs.FAST);
    assertThat(ofItsChoice(new CudaTarget(), half.ofShape(384, 100)).cause()).contains("64");
    assertThat(ofItsChoice(new CudaTarget(), Stored.symmetric(4)).runs()).isEqualTo(Runs.UNKNOWN);
  }

  @Test
  void cudaRefusesWhatItHasNoKernelFor() {
    assertThat(judged(new CudaTarget(), Stored.asymmetric(2), BLOCKS))
        .satisfies(verdict -> assertThat(verdict.runs()).isEqualTo(Runs.NOT))
        .satisfies(verdict -> assertThat(verdict.cause()).contains("2 bits"));
    assertThat(judged(new CudaTarget(), Stored.asymmetric(4).ofShape(100, 64), BLOCKS).cause())
        .contains("K = 100");
  }

  @Test
  void directMlNeedsZeroPointsAndTakesNoBias() {
    DirectMlTarget directMl = new DirectMlTarget();

    assertThat(ofItsChoice(directMl, Stored.symmetric(4)).runs()).isEqualTo(Runs.UNKNOWN);
    assertThat(judged(directMl, Stored.symmetric(4), BLOCKS.with("bias_input", false)).cure())
        .contains("explicit_zero_points");
    assertThat(judged(directMl, Stored.asymmetric(4), BLOCKS).cure()).contains("bias_input");
  }

  @Test
  void openVinoCannotReadPackedZeroPoints() {
    assertThat(ofItsChoice(new OpenVinoTarget(), Stored.asymmetric(4)).runs())
        .isEqualTo(Runs.UNKNOWN);
    assertThat(judged(new OpenVinoTarget(), Stored.asymmetric(4), BLOCKS))
        .satisfies(verdict -> assertThat(verdict.runs()).isEqualTo(Runs.NOT))
        .satisfies(verdict -> assertThat(verdict.cure()).contains("sym"));
  }

  @Test
  void qnnTakesBlocksOf32With4Bits() {
    assertThat(judged(new QnnTarget(), Stored.symmetric(4), BLOCKS).runs()).isEqualTo(Runs.UNKNOWN);
    assertThat(judged(new QnnTarget(), Stored.symmetric(8), BLOCKS).runs()).isEqualTo(Runs.NOT);
  }

  @Test
  void tensorRtRtxRunsStandardOperatorsOnly() {
    assertThat(ofItsChoice(new TensorRtRtxTarget(), Stored.asymmetric(4)).runs())
        .isEqualTo(Runs.UNKNOWN);
    assertThat(judged(new TensorRtRtxTarget(), Stored.asymmetric(4), BLOCKS).cure())
        .contains("qdq");
  }

  @Test
  void webGpuIsFastWithBlocksOf32() {
    assertThat(ofItsChoice(new WebGpuTarget(), Stored.asymmetric(4)).runs()).isEqualTo(Runs.FAST);
  }

  @Test
  void expertsAreNotForCuda() {
    FormChoice qmoe = FormChoice.of("qmoe");
    Stored experts = Stored.symmetric(8).asExperts();

    assertThat(judged(new CudaTarget(), experts, qmoe).runs()).isEqualTo(Runs.NOT);
    assertThat(judged(new WebGpuTarget(), experts, qmoe).runs()).isEqualTo(Runs.UNKNOWN);
  }
}
