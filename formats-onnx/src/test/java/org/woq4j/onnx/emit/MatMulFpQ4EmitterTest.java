package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class MatMulFpQ4EmitterTest {

  private final MatMulFpQ4Emitter emitter = new MatMulFpQ4Emitter();

  private List<EmissionRequest> requests() {
    return Requests.matMul(emitter).all(4, 32, 64, 96, 128, 512, -1);
  }

  @Test
  void blobsDecodeToTheWeight() {
    for (EmissionRequest request : requests()) {
      Emitted emitted = Emitted.of(emitter, request);
      int rows = request.inputFeatures();
      ByteBuffer blob =
          ByteBuffer.wrap(emitted.tensors().bytes("blob")).order(ByteOrder.LITTLE_ENDIAN);
      for (int n = 0; n < request.outputFeatures(); n++) {
        for (int first = 0; first < rows; first += 32) {
          double[] block = block(blob, !request.scheme().symmetry().isSymmetric());
          for (int i = 0; i < 32; i++) {
            double expected = first + i < rows ? Products.value(emitted.weight(), first + i, n) : 0;
            assertThat(block[i]).as("%s [%d,%d]", request, first + i, n).isEqualTo(expected);
          }
        }
      }
      assertThat(blob.hasRemaining()).isFalse();
      assertThat(emitted.tensors().bytes("shape"))
          .isEqualTo(
              ByteBuffer.allocate(16)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(rows)
                  .putLong(request.outputFeatures())
                  .array());
    }
  }

  private static double[] block(ByteBuffer blob, boolean asymmetric) {
    double scale = blob.getFloat();
    int zeroPoint = asymmetric ? blob.get() : 8;
    double[] values = new double[32];
    for (int i = 0; i < 16; i++) {
      int pair = blob.get() & 0xFF;
      values[i] = ((pair & 15) - zeroPoint) * scale;
      values[i + 16] = ((pair >> 4) - zeroPoint) * scale;
    }
    return values;
  }

  /** ONNX Runtime has kernels of this operator only for AVX-512 (F, DQ, BW, VL, CD). */
  @Test
  @EnabledIf("hasAvx512")
  void runtimeReadsEveryWidthAndGroupSize() throws Exception {
    for (EmissionRequest request : requests()) {
      Products.assertRight(Emitted.of(emitter, request));
    }
  }

  static boolean hasAvx512() throws Exception {
    Path information = Path.of("/proc/cpuinfo");
    if (!Files.exists(information)) {
      return false;
    }
    String text = Files.readString(information, StandardCharsets.ISO_8859_1);
    return List.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd").stream()
        .allMatch(flag -> text.matches("(?s).*\\b" + flag + "\\b.*"));
  }

  @Test
  void scalesAreFloat32AndTheNoteNamesTheMachines() {
    EmissionRequest request =
        Requests.matMul(emitter).request(4, 32, Symmetry.SYMMETRIC_FULL, 64, 8);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.scheme().scaleType()).isEqualTo(ElementType.FLOAT32);
    assertThat(plan.notes()).containsExactly("MatMulFpQ4 runs only on CPUs with AVX-512");
    assertThat(plan.leastRuntime()).isEqualTo("1.16");
    assertThat(plan.takesBias()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "4,16,MatMulFpQ4 cannot hold groups of 16 rows,'a group size that is a multiple of 32, or -1'",
    "4,48,MatMulFpQ4 cannot hold groups of 48 rows,'a group size that is a multiple of 32, or -1'",
    "5,32,MatMulFpQ4 holds 4-bit codes,'at most 4 bits, or format matmul-nbits'",
  })
  void widerCodesAndOtherGroupsAreRefused(
      int bits, int groupSize, String reason, String alternative) {
    EmissionRequest request =
        Requests.matMul(emitter).request(bits, groupSize, Symmetry.ASYMMETRIC, 64, 8);
    assertThat(emitter.plan(request)).isEqualTo(EmissionPlan.refuse(reason, alternative));
  }

  @Test
  void otherTypesOperatorsAndFloatZeroPointsAreRefused() {
    EmissionRequest half =
        Requests.matMul(emitter)
            .type(ElementType.FLOAT16)
            .request(4, 32, Symmetry.ASYMMETRIC, 64, 8);
    assertThat(emitter.plan(half))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulFpQ4 takes float32 activations only", "format matmul-nbits"));
    EmissionRequest gather = Requests.gather(emitter).request(4, 32, Symmetry.ASYMMETRIC, 64, 8);
    assertThat(emitter.plan(gather))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulFpQ4 multiplies; it cannot gather",
                "format gather-int8, gather-block-quantized or fake-quant"));
    EmissionRequest floats =
        Requests.matMul(emitter).request(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 64, 8);
    assertThat(emitter.plan(floats))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulFpQ4 takes no float zero points",
                "integer zero points, or format matmul-nbits with at most 4 bits"));
  }
}
