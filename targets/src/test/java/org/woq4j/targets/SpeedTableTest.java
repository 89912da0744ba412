package org.woq4j.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.woq4j.targets.SpeedTable.Form;

class SpeedTableTest {

  private static final SpeedTable TABLE =
      SpeedTable.parse(
          List.of(
              "operator, bits, group, level, 1, 16, 128",
              "MatMulNBits, 4, 32, 4, 0.2, 0.8, 1.25",
              "MatMulNBits, 4, 128, 4, 0.1, 0.6, 1.0",
              "MatMulInteger uint8, 8, -1, 0, 0.5, 0.5, 0.5"));

  private static Form blocks(int groupSize) {
    return new Form("MatMulNBits", 4, groupSize, 4);
  }

  @Test
  void measuredRowsAreAsMeasured() {
    assertThat(TABLE.share(blocks(32), OptionalInt.of(16))).hasValue(0.8);
    assertThat(TABLE.share(blocks(32), OptionalInt.of(128))).hasValue(1.25);
  }

  @Test
  void betweenMeasuredRowsTheShareIsLinearInTheLogarithm() {
    assertThat(TABLE.share(blocks(32), OptionalInt.of(4)).orElseThrow())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void beyondTheMeasuredRowsTheLastOneCounts() {
    assertThat(TABLE.share(blocks(32), OptionalInt.of(100_000))).hasValue(1.25);
  }

  @Test
  void unknownRowsAreTheGeometricMean() {
    assertThat(TABLE.share(blocks(32), OptionalInt.empty()).orElseThrow())
        .isCloseTo(Math.cbrt(0.2 * 0.8 * 1.25), within(1e-12));
  }

  @Test
  void theNearestGroupSizeCounts() {
    assertThat(TABLE.share(blocks(48), OptionalInt.of(1))).hasValue(0.2);
    assertThat(TABLE.share(blocks(256), OptionalInt.of(1))).hasValue(0.1);
    assertThat(TABLE.share(blocks(-1), OptionalInt.of(1))).hasValue(0.1);
  }

  @Test
  void whatWasNotMeasuredIsUnknown() {
    assertThat(TABLE.share(new Form("MatMulNBits", 4, 32, 0), OptionalInt.of(1))).isEmpty();
    assertThat(TABLE.share(new Form("MatMulNBits", 8, 32, 4), OptionalInt.of(1))).isEmpty();
  }

  @Test
  void theFastestFormDependsOnTheRows() {
    assertThat(TABLE.fastest(OptionalInt.of(1), form -> true).orElseThrow().groupSize())
        .isEqualTo(128);
    assertThat(TABLE.fastest(OptionalInt.of(128), form -> form.bits() == 8))
        .map(Form::operator)
        .hasValue("MatMulInteger uint8");
    assertThat(TABLE.fastest(OptionalInt.of(1), form -> form.bits() == 2)).isEmpty();
  }

  @Test
  void aTableIsWrittenAsItIsRead() {
    Map<Form, double[]> shares = new LinkedHashMap<>();
    shares.put(blocks(32), new double[] {0.254, 1});
    shares.put(new Form(SpeedTable.MATMUL_INTEGER + "int8", 8, -1, 0), new double[] {12, 0.5});
    List<String> lines = SpeedTable.of(List.of(1, 16), shares).lines();

    assertThat(lines)
        .containsExactly(
            "operator, bits, group, level, 1, 16",
            "MatMulNBits, 4, 32, 4, 0.25, 1.00",
            "MatMulInteger int8, 8, -1, 0, 12.00, 0.50");
    assertThat(SpeedTable.parse(lines).lines()).isEqualTo(lines);
  }
}
