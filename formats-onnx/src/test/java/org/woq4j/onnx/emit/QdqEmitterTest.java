package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.SeededCodes;

class QdqEmitterTest {

  private final QdqEmitter emitter = new QdqEmitter();

  @ParameterizedTest
  @ValueSource(strings = {"int", "uint"})
  void runtimeReadsEveryWidthAndGroupSize(String type) throws Exception {
    for (EmissionRequest request :
        Requests.matMul(emitter)
            .option("type", type)
            .all(8, 1, 7, 16, 32, 48, 96, -1, 128, 256, 512)) {
      Products.assertRight(Emitted.of(emitter, request));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void runtimeReadsFloat16(int bits) throws Exception {
    Requests requests = Requests.matMul(emitter).type(ElementType.FLOAT16);
    for (Symmetry symmetry : Symmetry.values()) {
      for (int groupSize : new int[] {32, -1}) {
        EmissionRequest request = requests.request(bits, groupSize, symmetry, 80, 8);
        Products.assertRight(Emitted.of(emitter, request));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "uint"})
  void runtimeReadsTablesOfEveryWidthAndGroupSize(String type) throws Exception {
    int refused = 0;
    for (EmissionRequest request :
        Requests.gather(emitter).option("type", type).all(8, 1, 7, 16, 32, 96, -1, 512)) {
      if (type.equals("uint") && request.scheme().symmetry().isSymmetric()) {
        assertThat(emitter.plan(request)).isInstanceOf(EmissionPlan.Refused.class);
        refused++;
      } else {
        Products.assertRight(Emitted.of(emitter, request));
      }
    }
    assertThat(refused > 0).isEqualTo(type.equals("uint"));
  }

  @Test
  void onlyThePickedRowsOfATableAreDecoded() throws Exception {
    Requests requests = Requests.gather(emitter).type(ElementType.FLOAT16);
    Emitted emitted = Emitted.of(emitter, requests.request(8, 32, Symmetry.ASYMMETRIC, 80, 8));
    Products.assertRight(emitted);
    assertThat(emitted.nodes())
        .extracting(NodeSpec::operator)
        .containsExactly("Gather", "Gather", "Gather", "DequantizeLinear");
    assertThat(emitted.plan().opset()).isEqualTo(21);
    assertThat(emitted.plan().tensors().get(0).type()).isEqualTo(ElementType.INT8);
    assertThat(emitted.plan().tensors().get(1).dims()).isEqualTo(List.of(8L, 3L));
  }

  @ParameterizedTest
  @CsvSource({
    "2,8,INT2,25,13,1.24",
    "1,4,INT2,25,13,1.24",
    "4,7,INT4,21,10,1.19",
    "2,7,INT4,21,10,1.19",
    "2,6,INT4,21,10,1.19",
    "6,7,INT8,21,10,1.19"
  })
  void requirementsFollowTheStoredType(
      int bits, int columns, ElementType type, int opset, int irVersion, String least) {
    EmissionRequest request =
        Requests.matMul(emitter).request(bits, 32, Symmetry.ASYMMETRIC, 64, columns);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.tensors().get(0).type()).isEqualTo(type);
    assertThat(plan.opset()).isEqualTo(opset);
    assertThat(plan.irVersion()).isEqualTo(irVersion);
    assertThat(plan.leastRuntime()).isEqualTo(least);
    assertThat(plan.takesBias()).isFalse();
  }

  @Test
  void unsignedCodesStoreZeroPointsEvenForSymmetricSchemes() {
    Requests requests = Requests.matMul(emitter);
    EmissionRequest signed = requests.request(4, 32, Symmetry.SYMMETRIC_FULL, 64, 8);
    assertThat(Emitted.accepted(emitter, signed).tensors())
        .extracting(TensorSpec::role)
        .containsExactly("codes", "scales");
    EmissionRequest unsigned =
        requests.option("type", "uint").request(4, 32, Symmetry.SYMMETRIC_FULL, 64, 8);
    Emitted emitted = Emitted.of(emitter, unsigned);
    assertThat(emitted.plan().scheme().zeroPoint()).isEqualTo(ZeroPoint.NONE);
    assertThat(emitted.tensors().bytes("zero_points")).hasSize(8).containsOnly(0x88);
    assertThat(emitted.plan().tensors().get(0).layout())
        .isNotEqualTo(Emitted.accepted(emitter, signed).tensors().get(0).layout());
  }

  @ParameterizedTest
  @CsvSource({"4,8,2", "4,7,7", "8,7,1", "2,8,4", "2,7,7", "2,6,2"})
  void slicesBeginOnWholeBytesOrThereIsOne(int bits, int columns, int multiple) {
    EmissionRequest request =
        Requests.matMul(emitter).request(bits, 32, Symmetry.ASYMMETRIC, 64, columns);
    assertThat(Emitted.accepted(emitter, request).columnMultiple()).isEqualTo(multiple);
  }

  @Test
  void slicesThatAreNotWholeBytesAreRefused() {
    EmissionRequest request = Requests.matMul(emitter).request(4, 32, Symmetry.ASYMMETRIC, 64, 8);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    MemorySink tensors = new MemorySink(plan.tensors());
    assertThatThrownBy(
            () -> emitter.pack(request, 3, SeededCodes.weight(plan.scheme(), 64, 2), tensors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns [3, 5) of 8 are not whole bytes");
  }

  @Test
  void oneGroupPerOutputHasNoBlocks() {
    EmissionRequest request = Requests.matMul(emitter).request(4, -1, Symmetry.ASYMMETRIC, 40, 6);
    Emitted emitted = Emitted.of(emitter, request);
    assertThat(emitted.nodes().get(0).attributes()).isEqualTo(Map.of("axis", 1L));
    assertThat(emitted.plan().tensors().get(1).dims()).isEqualTo(List.of(6L));
    assertThat(emitted.plan().notes()).hasSize(1).allMatch(note -> note.contains("fuse"));
  }

  @Test
  void powersOfTwoThatAFusionCannotHoldAreStoredAsSmallerBlocks() throws Exception {
    EmissionRequest request =
        Requests.matMul(emitter).request(4, 512, Symmetry.ASYMMETRIC, 1024, 4);
    Emitted emitted = Emitted.of(emitter, request);
    assertThat(emitted.nodes().get(0).attributes())
        .isEqualTo(Map.of("axis", 0L, "block_size", 256L));
    assertThat(emitted.plan().notes())
        .contains("groups of 512 stored as blocks of 256, scales repeated");
    Products.assertRight(emitted);
  }

  @Test
  void floatZeroPointsAreRefused() {
    assertThat(
            emitter.plan(
                Requests.matMul(emitter)
                    .request(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "DequantizeLinear takes no float zero points",
                "integer zero points, or format matmul-nbits with at most 4 bits"));
  }
}
