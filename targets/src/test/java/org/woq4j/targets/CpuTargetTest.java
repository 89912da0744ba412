package org.woq4j.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.weight.ElementType;

class CpuTargetTest {

  private static final OptionalInt ONE = OptionalInt.of(1);
  private static final OptionalInt SENTENCE = OptionalInt.of(16);

  private final CpuTarget cpu = new CpuTarget();

  private FormChoice best(int bits, OptionalInt rows, Map<String, ?> options) {
    return Stored.asymmetric(bits).choices(cpu, rows, options).get(0);
  }

  @Test
  void fourBitsAreMultipliedInInt8() {
    FormChoice level4 = FormChoice.of("matmul-nbits").with("accuracy_level", 4);
    assertThat(best(4, ONE, Map.of())).isEqualTo(level4);
    assertThat(best(4, SENTENCE, Map.of())).isEqualTo(level4);
    assertThat(best(4, OptionalInt.empty(), Map.of())).isEqualTo(level4);
  }

  @Test
  void fourBitsWithManyRowsAreMultipliedInFloat() {
    assertThat(best(4, OptionalInt.of(256), Map.of()))
        .isEqualTo(FormChoice.of("matmul-nbits").with("accuracy_level", 0));
  }

  @Test
  void eightBitsAreBlocksForATokenAndIntegerProductsForASentence() {
    assertThat(best(8, ONE, Map.of()).format()).isEqualTo("matmul-nbits");
    assertThat(best(8, SENTENCE, Map.of()))
        .isEqualTo(
            FormChoice.of("dynamic-int8")
                .with("weights", "uint8")
                .withGroupSize(-1)
                .withAlgorithm("smoothquant"));
  }

  @Test
  void signedWeightsNeedInstructionsThatDoNotSaturate() {
    assertThat(best(8, SENTENCE, Map.of("instructions", "vnni")).options())
        .containsEntry("weights", "int8");
  }

  @Test
  void aSlowFormIsNamedWithItsTimeAndAFasterOne() {
    Verdict slow = Stored.asymmetric(8).judged(cpu, SENTENCE, FormChoice.of("matmul-nbits"));

    assertThat(slow.runs()).isEqualTo(Runs.SLOW);
    assertThat(slow.cause()).contains("8 bits", "level 0", "528 % of float's time", "16 rows");
    assertThat(slow.cure()).contains("dynamic-int8");
  }

  @Test
  void ofTwoBitsThatAreSlowFourBitsAndTheFastestFormAreNamed() {
    OptionalInt paragraph = OptionalInt.of(64);
    Verdict slow = Stored.asymmetric(2).judged(cpu, paragraph, best(2, paragraph, Map.of()));

    assertThat(slow.runs()).isEqualTo(Runs.SLOW);
    assertThat(slow.cure()).contains("matmul-nbits with 4 bits", "dynamic-int8 with uint8 weights");
  }

  /** 2 bits in groups of 64 take less than 0.9 of the time of 4 bits in groups of 32. */
  @Test
  void aFormWithFewerBitsIsNotNamed() {
    OptionalInt unknown = OptionalInt.empty();
    Verdict four = Stored.asymmetric(4).judged(cpu, unknown, best(4, unknown, Map.of()));
    assertThat(four.cure()).isEmpty();
  }

  @Test
  void theChosenFormOfFewRowsIsFast() {
    FormChoice choice = best(4, SENTENCE, Map.of());
    assertThat(Stored.asymmetric(4).judged(cpu, SENTENCE, choice).runs()).isEqualTo(Runs.FAST);
  }

  @Test
  void ofAFastFormAFasterOneIsNamed() {
    Verdict four = Stored.asymmetric(4).judged(cpu, SENTENCE, best(4, SENTENCE, Map.of()));
    Verdict eight = Stored.asymmetric(8).judged(cpu, SENTENCE, best(8, SENTENCE, Map.of()));

    assertThat(four.cure()).contains("dynamic-int8 with uint8 weights takes 57 %");
    assertThat(eight.cure()).isEmpty();
  }

  @Test
  void dequantizedBlocksAreJudgedAsTheRuntimeFusesThem() {
    Verdict fused = Stored.asymmetric(4).judged(cpu, SENTENCE, FormChoice.of("qdq"));
    assertThat(fused.runs()).isEqualTo(Runs.FAST);
    assertThat(fused.cause()).contains("level 4");
  }

  @Test
  void halfPrecisionIsMultipliedInFloatAndItsSpeedIsNotKnown() {
    Stored half = Stored.asymmetric(8).in(ElementType.FLOAT16);
    FormChoice level0 = FormChoice.of("matmul-nbits").with("accuracy_level", 0);
    assertThat(half.choices(cpu, SENTENCE, Map.of())).containsExactly(level0);
    assertThat(half.judged(cpu, SENTENCE, level0).runs()).isEqualTo(Runs.UNKNOWN);
  }

  @Test
  void anOlderRuntimeHasTimesOfItsOwn() {
    FormChoice product = FormChoice.of("dynamic-int8").with("weights", "uint8").withGroupSize(-1);
    Map<String, ?> vnni = Map.of("instructions", "vnni");
    Stored eight = Stored.asymmetric(8);

    assertThat(eight.judged(cpu.onRuntime("1.20"), SENTENCE, product, vnni).cause())
        .isNotEqualTo(eight.judged(cpu, SENTENCE, product, vnni).cause());
    assertThat(eight.judged(cpu.onRuntime("1.29.1"), SENTENCE, product, vnni))
        .isEqualTo(eight.judged(cpu, SENTENCE, product, vnni));
    assertThat(eight.judged(cpu.onRuntime("1.20"), SENTENCE, FormChoice.of("matmul-nbits")).runs())
        .as("it has no such kernel")
        .isEqualTo(Runs.UNKNOWN);
  }

  @Test
  void ofNeonNoTimesAreKnownSoItChoosesAsElsewhereAndJudgesNothing() {
    Map<String, ?> neon = Map.of("instructions", "neon");
    FormChoice choice = best(4, SENTENCE, neon);
    Verdict verdict = Stored.asymmetric(4).judged(cpu, SENTENCE, choice, neon);

    assertThat(choice).isEqualTo(best(4, SENTENCE, Map.of()));
    assertThat(best(8, SENTENCE, neon).options()).containsEntry("weights", "int8");
    assertThat(verdict.runs()).isEqualTo(Runs.UNKNOWN);
    assertThat(verdict.cause()).contains("NEON");
    assertThat(verdict.cure()).contains("bench-target");
  }

  @Test
  void aTableOfOnlySaturatingFormsNamesNoFasterOne(@TempDir Path folder) throws IOException {
    Path table = folder.resolve("here.csv");
    Files.writeString(
        table, "operator, bits, group, level, 1, 16\nMatMulInteger int8, 8, -1, 0, 2.0, 3.0\n");
    FormChoice signed = FormChoice.of("dynamic-int8").with("weights", "int8").withGroupSize(-1);

    Verdict verdict =
        Stored.asymmetric(8).judged(cpu, SENTENCE, signed, Map.of("table", table.toString()));

    assertThat(verdict.runs()).isEqualTo(Runs.SLOW);
    assertThat(verdict.cause()).contains("300 %");
    assertThat(verdict.cure()).isEmpty();
  }

  @Test
  void aTableThatChangesIsReadAgain(@TempDir Path folder) throws IOException {
    Path table = folder.resolve("here.csv");
    Map<String, ?> options = Map.of("table", table.toString());
    String head = "operator, bits, group, level, 16\nMatMulNBits, 4, 32, 4, ";
    FormChoice level4 = FormChoice.of("matmul-nbits").with("accuracy_level", 4);

    Files.writeString(table, head + "0.5\n");
    Verdict before = Stored.asymmetric(4).judged(cpu, SENTENCE, level4, options);
    Files.writeString(table, head + "1.5\n");
    Files.setLastModifiedTime(table, FileTime.fromMillis(1));
    Verdict after = Stored.asymmetric(4).judged(cpu, SENTENCE, level4, options);

    assertThat(before.runs()).isEqualTo(Runs.FAST);
    assertThat(after.runs()).isEqualTo(Runs.SLOW);
  }

  @Test
  void nothingIsKnownOfFloatWeights() {
    assertThat(Stored.asymmetric(4).judged(cpu, SENTENCE, FormChoice.of("fake-quant")).runs())
        .isEqualTo(Runs.UNKNOWN);
  }

  @Test
  void expertsAreSlowIfTheirCodesAreDecodedAtEachRun() {
    FormChoice qmoe = FormChoice.of("qmoe");
    Verdict slow = Stored.asymmetric(4).asExperts().judged(cpu, ONE, qmoe);

    assertThat(slow.runs()).isEqualTo(Runs.SLOW);
    assertThat(slow.cure()).contains("8 bits", "group size -1");
    for (Stored fast : List.of(Stored.asymmetric(8), Stored.symmetric(8))) {
      assertThat(fast.asExperts().judged(cpu, ONE, qmoe).runs()).isEqualTo(Runs.FAST);
    }
    assertThat(Stored.symmetric(4).asExperts().judged(cpu, ONE, qmoe.withGroupSize(-1)).runs())
        .isEqualTo(Runs.FAST);
  }
}
