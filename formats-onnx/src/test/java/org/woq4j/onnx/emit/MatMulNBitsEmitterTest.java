package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.SeededCodes;

class MatMulNBitsEmitterTest {

  private static final float[] BIAS = {0.5f, -2, 1.25f, 3, -0.75f};

  private final MatMulNBitsEmitter emitter = new MatMulNBitsEmitter();

  @Test
  void runtimeReadsEveryWidthAndGroupSize() throws Exception {
    List<EmissionRequest> requests =
        Requests.matMul(emitter).all(8, 16, 32, 48, 96, -1, 64, 128, 256, 512);
    for (EmissionRequest request : requests) {
      Products.assertRight(Emitted.of(emitter, request));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void runtimeReadsFloat16(int bits) throws Exception {
    Requests requests = Requests.matMul(emitter).type(ElementType.FLOAT16);
    for (Symmetry symmetry : Symmetry.values()) {
      Products.assertRight(Emitted.of(emitter, requests.request(bits, 32, symmetry, 80, 5)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,FLOAT32", "2,FLOAT32", "3,FLOAT32", "4,FLOAT32", "2,FLOAT16", "4,FLOAT16"})
  void runtimeReadsFloatZeroPoints(int bits, ElementType type) throws Exception {
    for (int groupSize : new int[] {16, 48, -1}) {
      EmissionRequest request =
          Requests.matMul(emitter)
              .type(type)
              .request(bits, groupSize, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 80, 5);
      Emitted emitted = Emitted.of(emitter, request);
      assertThat(emitted.plan().scheme().zeroPoint()).isEqualTo(ZeroPoint.FLOAT);
      Products.assertRight(emitted);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,FLOAT32", "4,FLOAT32", "8,FLOAT32", "2,FLOAT16", "4,FLOAT16", "8,FLOAT16"})
  void runtimeAddsTheBiasWithEveryFormOfZeroPoint(int bits, ElementType type) throws Exception {
    for (Symmetry symmetry : Symmetry.values()) {
      EmissionRequest request =
          Requests.matMul(emitter).type(type).request(bits, 32, symmetry, 72, 5);
      Products.assertRight(withBias(request));
    }
  }

  @Test
  void runtimeAddsTheBiasToFloatZeroPoints() throws Exception {
    EmissionRequest request =
        Requests.matMul(emitter).request(4, 16, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 72, 5);
    Products.assertRight(withBias(request));
  }

  private Emitted withBias(EmissionRequest request) {
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.takesBias()).isTrue();
    return Emitted.of(
        emitter, request, SeededCodes.weight(plan.scheme(), 72, 5), Optional.of(BIAS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void accuracyLevelIsWrittenAndRuns(int level) throws Exception {
    for (int bits : new int[] {2, 4, 8}) {
      EmissionRequest request =
          Requests.matMul(emitter)
              .option("accuracy_level", level)
              .request(bits, 32, Symmetry.ASYMMETRIC, 80, 5);
      Emitted emitted = Emitted.of(emitter, request);
      assertThat(node(emitted).attributes()).containsEntry("accuracy_level", (long) level);
      Products.assertRight(emitted, level == 4 ? 0.01 : Products.FLOAT32);
    }
  }

  @Test
  void accuracyLevelIsLeftOutByDefaultAndHasARange() {
    EmissionRequest request = Requests.matMul(emitter).request(4, 32, Symmetry.ASYMMETRIC, 64, 8);
    assertThat(node(Emitted.of(emitter, request)).attributes())
        .isEqualTo(Map.of("K", 64L, "N", 8L, "bits", 4L, "block_size", 32L));
    assertThatThrownBy(() -> OptionValues.of(emitter.options(), Map.of("accuracy_level", 5)))
        .hasMessageContaining("'accuracy_level' must be 0 to 4");
  }

  @ParameterizedTest
  @CsvSource({
    "32,80,32",
    "16,7,16",
    "256,40,256",
    "-1,7,16",
    "-1,16,16",
    "-1,17,32",
    "-1,200,256",
    "-1,384,256",
    "48,96,16",
    "96,192,32",
    "512,2048,256",
    "1024,300,256",
    "100,60,64",
  })
  void groupsAreMappedToBlocksThatTheOperatorHolds(int groupSize, int rows, long block) {
    EmissionRequest request =
        Requests.matMul(emitter).request(4, groupSize, Symmetry.ASYMMETRIC, rows, 5);
    Emitted emitted = Emitted.of(emitter, request);
    assertThat(node(emitted).attributes()).containsEntry("block_size", block);
    boolean mapped = block != groupSize;
    assertThat(emitted.plan().notes())
        .hasSize(mapped ? 1 : 0)
        .allMatch(note -> note.contains("stored as blocks of " + block));
    assertThat(emitted.plan().scheme().groupSize()).isEqualTo(groupSize);
  }

  @Test
  void oddWidthsAreNotedAndSymmetricOnesStoreNoZeroPoint() {
    EmissionRequest request =
        Requests.matMul(emitter).request(3, 32, Symmetry.SYMMETRIC_FULL, 64, 8);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.notes()).containsExactly("3-bit codes stored in 4 bits");
    assertThat(plan.tensors()).extracting("role").containsExactly("codes", "scales");
  }

  @Test
  void bytesPlannedAreThoseOfTheOperator() {
    EmissionRequest request = Requests.matMul(emitter).request(4, 32, Symmetry.ASYMMETRIC, 96, 5);
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    assertThat(plan.bytes()).isEqualTo(5 * (3 * 16 + 3 * 4 + 2));
    assertThat(plan.opset()).isZero();
    assertThat(plan.columnMultiple()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "4,ASYMMETRIC,INTEGER,FLOAT32,1.19", "4,ASYMMETRIC,FLOAT,FLOAT32,1.19",
    "3,SYMMETRIC_FULL,NONE,FLOAT16,1.20", "8,ASYMMETRIC,INTEGER,FLOAT16,1.22",
    "2,ASYMMETRIC,INTEGER,FLOAT32,1.24", "2,ASYMMETRIC,FLOAT,FLOAT32,1.28",
    "1,SYMMETRIC_FULL,NONE,FLOAT16,1.28", "4,ASYMMETRIC,INTEGER,BFLOAT16,1.23",
  })
  void leastRuntimeDependsOnTheForm(
      int bits, Symmetry symmetry, ZeroPoint form, ElementType type, String least) {
    EmissionRequest request =
        Requests.matMul(emitter).type(type).request(bits, 32, symmetry, form, 64, 8);
    assertThat(Emitted.accepted(emitter, request).leastRuntime()).isEqualTo(least);
  }

  @Test
  void bfloat16IsStoredAndItsNoteNamesTheLack() {
    EmissionRequest request =
        Requests.matMul(emitter)
            .type(ElementType.BFLOAT16)
            .request(4, 32, Symmetry.SYMMETRIC_FULL, 64, 8);
    Emitted emitted = Emitted.of(emitter, request);
    assertThat(emitted.plan().notes())
        .containsExactly("ONNX Runtime has no CPU kernel for bfloat16");
    for (int n = 0; n < 8; n++) {
      for (int k = 0; k < 64; k++) {
        assertThat(decoded(emitted, k, n)).isEqualTo(Products.value(emitted.weight(), k, n));
      }
    }
  }

  private static double decoded(Emitted emitted, int k, int n) {
    byte[] codes = emitted.tensors().bytes("codes");
    int code = (codes[n * 32 + k / 2] & 0xFF) >> (4 * (k % 2)) & 15;
    byte[] scales = emitted.tensors().bytes("scales");
    return (code - 8) * (double) Floats.read(ElementType.BFLOAT16, scales, n * 2 + k / 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 15, 24, 40, 100})
  void groupsThatAreNoMultipleOf16AreRefused(int groupSize) {
    EmissionRequest request =
        Requests.matMul(emitter).request(4, groupSize, Symmetry.ASYMMETRIC, 128, 8);
    assertThat(emitter.plan(request))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulNBits cannot hold groups of " + groupSize + " rows",
                "a group size that is a multiple of 16, or -1"));
  }

  @Test
  void floatZeroPointsOfWideCodesAreRefused() {
    EmissionRequest request =
        Requests.matMul(emitter).request(5, 32, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 64, 8);
    assertThat(emitter.plan(request))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulNBits takes no float zero points with codes of more than 4 bits",
                "integer zero points, or at most 4 bits"));
  }

  @Test
  void gatheringIsRefused() {
    EmissionRequest request = Requests.gather(emitter).request(4, 32, Symmetry.ASYMMETRIC, 64, 8);
    assertThat(emitter.plan(request))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulNBits multiplies; it cannot gather",
                "format gather-int8, gather-block-quantized or fake-quant"));
  }

  private static NodeSpec node(Emitted emitted) {
    assertThat(emitted.nodes()).hasSize(1);
    return emitted.nodes().get(0);
  }
}
