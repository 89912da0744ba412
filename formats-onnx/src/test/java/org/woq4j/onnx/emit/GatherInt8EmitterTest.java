package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class GatherInt8EmitterTest {

  private final GatherInt8Emitter emitter = new GatherInt8Emitter();

  @Test
  void runtimeReadsEveryWidth() throws Exception {
    for (EmissionRequest request : Requests.gather(emitter).all(8, -1, 512)) {
      Products.assertRight(Emitted.of(emitter, request));
    }
  }

  @ParameterizedTest
  @EnumSource(Symmetry.class)
  void runtimeReadsFloat16(Symmetry symmetry) throws Exception {
    Requests requests = Requests.gather(emitter).type(ElementType.FLOAT16);
    for (int bits : new int[] {3, 8}) {
      Products.assertRight(Emitted.of(emitter, requests.request(bits, -1, symmetry, 80, 5)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SYMMETRIC_FULL,INT8,2,Gather Gather Cast Mul",
    "ASYMMETRIC,UINT8,3,Gather Gather Gather Cast Cast Sub Mul"
  })
  void onlyThePickedRowsAreDecoded(
      Symmetry symmetry, ElementType type, int tensors, String operators) {
    Emitted emitted = Emitted.of(emitter, Requests.gather(emitter).request(8, -1, symmetry, 40, 6));
    assertThat(emitted.nodes())
        .extracting(NodeSpec::operator)
        .containsExactly(operators.split(" "));
    assertThat(emitted.plan().tensors()).hasSize(tensors);
    assertThat(emitted.plan().tensors().get(0))
        .extracting(TensorSpec::type, TensorSpec::dims)
        .containsExactly(type, List.of(6L, 40L));
    assertThat(emitted.plan().tensors().get(1).dims()).isEqualTo(List.of(6L, 1L));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,7", "FLOAT16,7", "BFLOAT16,13"})
  void anyOperatorSetOfThisAgeWillDo(ElementType type, int opset) {
    Requests requests = Requests.gather(emitter).type(type);
    EmissionPlan.Accepted plan =
        Emitted.accepted(emitter, requests.request(8, -1, Symmetry.ASYMMETRIC, 40, 6));
    assertThat(plan.opset()).isEqualTo(opset);
    assertThat(plan.leastRuntime()).isEqualTo("1.0");
    assertThat(plan.notes()).hasSize(type == ElementType.BFLOAT16 ? 1 : 0);
  }

  @Test
  void otherOperatorsZeroPointsAndGroupsAreRefused() {
    Requests requests = Requests.gather(emitter);
    assertThat(emitter.plan(Requests.matMul(emitter).request(8, -1, Symmetry.ASYMMETRIC, 64, 8)))
        .isEqualTo(EmissionPlan.refuse("Gather cannot multiply", "format matmul-nbits"));
    assertThat(emitter.plan(requests.request(8, -1, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "gather-int8 takes no float zero points",
                "integer zero points, or format fake-quant"));
    assertThat(emitter.plan(requests.request(8, 32, Symmetry.ASYMMETRIC, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "gather-int8 stores one scale per row of the table, not one for each 32 elements",
                "group_size: -1, or format gather-block-quantized"));
  }
}
