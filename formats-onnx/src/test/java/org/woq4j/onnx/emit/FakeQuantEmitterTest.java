package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.half.BFloat16;

class FakeQuantEmitterTest {

  private final FakeQuantEmitter emitter = new FakeQuantEmitter();

  @ParameterizedTest
  @EnumSource
  void runtimeReadsEveryWidthAndGroupSize(OperatorKind kind) throws Exception {
    for (EmissionRequest request : of(kind).all(8, 1, 7, 32, 48, -1)) {
      Products.assertRight(Emitted.of(emitter, request));
    }
  }

  @ParameterizedTest
  @EnumSource
  void runtimeReadsFloat16AndFloatZeroPoints(OperatorKind kind) throws Exception {
    EmissionRequest request =
        of(kind)
            .type(ElementType.FLOAT16)
            .request(5, 9, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 40, 70);
    Products.assertRight(Emitted.of(emitter, request));
  }

  @Test
  void bfloat16IsRoundedOnce() {
    EmissionRequest request =
        of(OperatorKind.MATMUL)
            .type(ElementType.BFLOAT16)
            .request(8, 16, Symmetry.ASYMMETRIC, 40, 5);
    Emitted emitted = Emitted.of(emitter, request);
    byte[] bytes = emitted.tensors().bytes("weight");
    for (int i = 0; i < 200; i++) {
      float exact = (float) Products.value(emitted.weight(), i / 5, i % 5);
      assertThat(Floats.read(ElementType.BFLOAT16, bytes, i)).isEqualTo(BFloat16.round(exact));
    }
  }

  @Test
  void theFormOfTheTwoOperatorsDiffers() {
    EmissionRequest matMul = of(OperatorKind.MATMUL).request(4, 32, Symmetry.ASYMMETRIC, 8, 8);
    EmissionRequest gather = of(OperatorKind.GATHER).request(4, 32, Symmetry.ASYMMETRIC, 8, 8);
    assertThat(Emitted.accepted(emitter, matMul).tensors().get(0).layout())
        .isNotEqualTo(Emitted.accepted(emitter, gather).tensors().get(0).layout());
  }

  private Requests of(OperatorKind kind) {
    return kind == OperatorKind.GATHER ? Requests.gather(emitter) : Requests.matMul(emitter);
  }
}
