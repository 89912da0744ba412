package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class GatherBlockQuantizedEmitterTest {

  private final GatherBlockQuantizedEmitter emitter = new GatherBlockQuantizedEmitter();

  @Test
  void runtimeReadsEveryWidthAndGroupSize() throws Exception {
    int refused = 0;
    for (EmissionRequest request :
        Requests.gather(emitter).all(8, 16, 32, 48, 96, -1, 64, 128, 256, 512)) {
      if (request.inputFeatures() == 7 && request.scheme().bits() <= 4) {
        assertThat(emitter.plan(request)).isInstanceOf(EmissionPlan.Refused.class);
        refused++;
      } else {
        Products.assertRight(Emitted.of(emitter, request));
      }
    }
    assertThat(refused).isEqualTo(4 * 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void runtimeReadsFloat16(int bits) throws Exception {
    Requests requests = Requests.gather(emitter).type(ElementType.FLOAT16);
    for (Symmetry symmetry : Symmetry.values()) {
      Products.assertRight(Emitted.of(emitter, requests.request(bits, 32, symmetry, 80, 5)));
    }
  }

  @ParameterizedTest
  @CsvSource({"4,7,5 to 8", "2,7,5 to 8", "1,42,3 to 8"})
  void rowsThatAreNotWholeBytesAreRefused(int bits, int rows, String wider) {
    EmissionRequest request =
        Requests.gather(emitter).request(bits, 16, Symmetry.ASYMMETRIC, rows, 5);
    assertThat(emitter.plan(request))
        .isEqualTo(
            EmissionPlan.refuse(
                rows + " codes of " + (bits == 4 ? 4 : 2) + " bits do not fill whole bytes",
                wider + " bits, or format fake-quant"));
  }

  @Test
  void otherOperatorsZeroPointsAndGroupsAreRefused() {
    Requests requests = Requests.gather(emitter);
    assertThat(emitter.plan(Requests.matMul(emitter).request(4, 32, Symmetry.ASYMMETRIC, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "GatherBlockQuantized gathers; it cannot multiply", "format matmul-nbits"));
    assertThat(emitter.plan(requests.request(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "GatherBlockQuantized takes no float zero points",
                "integer zero points, or format fake-quant"));
    assertThat(emitter.plan(requests.request(4, 8, Symmetry.ASYMMETRIC, 64, 8)))
        .isEqualTo(
            EmissionPlan.refuse(
                "GatherBlockQuantized cannot hold groups of 8 rows",
                "a group size that is a multiple of 16, or -1"));
  }

  @ParameterizedTest
  @CsvSource({
    "8,ASYMMETRIC,96,1.23", "4,ASYMMETRIC,64,1.23", "4,SYMMETRIC_FULL,96,1.23",
    "4,ASYMMETRIC,96,1.28", "3,ASYMMETRIC,32,1.28", "2,SYMMETRIC_FULL,64,1.28",
  })
  void leastRuntimeDependsOnTheForm(int bits, Symmetry symmetry, int rows, String least) {
    EmissionRequest request = Requests.gather(emitter).request(bits, 32, symmetry, rows, 8);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.leastRuntime()).isEqualTo(least);
    assertThat(plan.takesBias()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2,32,64",
    "4,32,96",
    "8,16,48",
    "3,48,96",
    "4,-1,64",
    "4,-1,512",
    "4,32,40",
    "8,-1,300",
    "4,64,40",
  })
  void bytesAreSharedWithMatMulNBitsWhereLayoutsAreEqual(int bits, int groupSize, int rows) {
    MatMulNBitsEmitter matMul = new MatMulNBitsEmitter();
    for (Symmetry symmetry : Symmetry.values()) {
      Emitted head =
          Emitted.of(matMul, Requests.matMul(matMul).request(bits, groupSize, symmetry, rows, 5));
      Emitted table =
          Emitted.of(emitter, Requests.gather(emitter).request(bits, groupSize, symmetry, rows, 5));
      List<TensorSpec> ofHead = head.plan().tensors();
      List<TensorSpec> ofTable = table.plan().tensors();
      assertThat(ofTable)
          .extracting("role")
          .isEqualTo(ofHead.stream().map(TensorSpec::role).toList());
      for (int i = 0; i < ofHead.size(); i++) {
        TensorSpec tensor = ofHead.get(i);
        boolean padded = tensor.role().equals("codes") && tensor.bytes() != ofTable.get(i).bytes();
        assertThat(ofTable.get(i).layout().equals(tensor.layout())).isEqualTo(!padded);
        assertThat(ofTable.get(i).type()).isEqualTo(tensor.type());
        if (!padded) {
          assertThat(table.tensors().bytes(tensor.role()))
              .isEqualTo(head.tensors().bytes(tensor.role()));
        }
      }
    }
  }
}
