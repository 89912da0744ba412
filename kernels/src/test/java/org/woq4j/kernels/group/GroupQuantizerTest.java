package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;

class GroupQuantizerTest {

  private static final QuantScheme ASYM4 =
      new QuantScheme(4, 4, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
  private static final QuantScheme FULL4 =
      new QuantScheme(4, 4, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.FLOAT32);

  @Property(tries = 400, seed = "1")
  void equalsPlainRounding(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll @IntRange(min = 1, max = 70) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int outputs,
      @ForAll @IntRange(min = 0, max = 2) int clipped) {
    HeapWeight weight = random(inputs, outputs);
    float ratio = 1 - 0.3f * clipped;

    assertSame(
        quantize(weight, scheme, ratio, ClipSearch.NONE),
        PlainRounding.quantize(weight, scheme, ratio));
  }

  @Property(tries = 200, seed = "2")
  void blocksOfColumnsDoNotChangeTheResult(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll ClipSearch search,
      @ForAll @IntRange(min = 1, max = 40) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int outputs,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    HeapWeight weight = random(inputs, outputs);
    GroupQuantizer inBlocks =
        new GroupQuantizer(weight, scheme, RangeRule.searchedBy(search), importance(inputs));
    for (int from = (outputs - 1) / width * width; from >= 0; from -= width) {
      inBlocks.columns(from, Math.min(outputs, from + width));
    }

    assertSame(inBlocks.result(), quantize(weight, scheme, 1, search));
  }

  @Property(tries = 200, seed = "5")
  void itsErrorIsThatOfTheResult(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll @IntRange(min = 1, max = 100) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int outputs,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    HeapWeight weight = random(inputs, outputs);
    GroupQuantizer quantizer = new GroupQuantizer(weight, scheme, RangeRule.WHOLE, null);
    for (int from = 0; from < outputs; from += width) {
      quantizer.columns(from, Math.min(outputs, from + width));
    }

    SquaredError right = WeightComparison.squaredError(weight, quantizer.result(), null);
    SquaredError error = quantizer.error().orElseThrow();
    assertThat(error.error()).isCloseTo(right.error(), within(right.error() * 1e-5));
    assertThat(error.squares()).isCloseTo(right.squares(), within(right.squares() * 1e-5));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-25f, 1e25f, 0})
  void itsErrorIsUnknownWhereFloatsCannotHoldTheSquares(float size) {
    HeapWeight weight = random(8, 3);
    for (int i = 0; i < weight.values().length; i++) {
      weight.values()[i] *= size;
    }
    GroupQuantizer quantizer = new GroupQuantizer(weight, ASYM4, RangeRule.WHOLE, null);
    quantizer.columns(0, 3);

    assertThat(quantizer.error()).isEmpty();
  }

  @Property(tries = 200, seed = "3")
  void errorsAreAtMostHalfAStepWhereNothingIsClipped(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll @IntRange(min = 1, max = 70) int inputs,
      @ForAll @IntRange(min = 1, max = 20) int outputs) {
    HeapWeight weight = random(inputs, outputs);
    QuantizedWeight quantized = quantize(weight, scheme, 1, ClipSearch.NONE);
    float[] values = Dequantizer.all(quantized);

    for (int i = 0; i < values.length; i++) {
      int code = quantized.codes()[i] & 0xff;
      if (code > 0 && code < scheme.maxCode()) {
        int group = i / outputs / scheme.groupRows(inputs);
        float step = Math.abs(quantized.scales()[group * outputs + i % outputs]);
        assertThat(Math.abs(values[i] - weight.values()[i])).isLessThanOrEqualTo(step * 0.50002f);
      }
    }
  }

  @Property(tries = 100, seed = "4")
  void fullSymmetricRangeHitsTheElementOfLargestMagnitude(
      @ForAll @IntRange(min = 1, max = 8) int bits,
      @ForAll @IntRange(min = 1, max = 50) int inputs) {
    HeapWeight weight = random(inputs, 1);
    QuantScheme scheme =
        new QuantScheme(bits, -1, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.FLOAT32);
    float[] values = Dequantizer.all(quantize(weight, scheme, 1, ClipSearch.NONE));

    int extreme = 0;
    for (int k = 1; k < inputs; k++) {
      if (Math.abs(weight.values()[k]) > Math.abs(weight.values()[extreme])) {
        extreme = k;
      }
    }
    assertThat(values[extreme]).isEqualTo(weight.values()[extreme]);
  }

  @Property(tries = 60, seed = "5")
  void searchNeverErrsMoreThanTheWholeRange(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll @IntRange(min = 1, max = 70) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs) {
    HeapWeight weight = random(inputs, outputs);
    float[] importance = importance(inputs);
    float[] equal = new float[inputs];
    Arrays.fill(equal, 1);

    QuantizedWeight whole = quantize(weight, scheme, 1, ClipSearch.NONE);
    QuantizedWeight mse = quantize(weight, scheme, 1, ClipSearch.MSE);
    QuantizedWeight weighted = quantize(weight, scheme, 1, ClipSearch.WEIGHTED);

    double rounding = 1 + 1e-5;
    assertThat(error(weight, mse, equal))
        .isLessThanOrEqualTo(error(weight, whole, equal) * rounding);
    assertThat(error(weight, weighted, importance))
        .isLessThanOrEqualTo(error(weight, whole, importance) * rounding);
    assertThat(error(weight, weighted, importance))
        .isLessThanOrEqualTo(error(weight, mse, importance) * rounding);
  }

  @Test
  void searchDoesNotDependOnTheMagnitudeOfTheWeight() {
    HeapWeight weight = random(64, 8);
    QuantizedWeight quantized = quantize(weight, ASYM4, 1, ClipSearch.MSE);
    for (float factor : new float[] {0x1p-100f, 0x1p100f}) {
      float[] values = weight.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      QuantizedWeight other =
          quantize(new HeapWeight("scaled", 64, 8, values), ASYM4, 1, ClipSearch.MSE);
      assertThat(other.codes()).isEqualTo(quantized.codes());
      assertThat(other.scales()[0]).isEqualTo(quantized.scales()[0] * factor);
    }
  }

  @Test
  void searchTriesRatiosDownToOneHalf() {
    // A step of 1 would suit the many ones best, but it is less than half of the range.
    float[] values = new float[200];
    Arrays.fill(values, 1);
    values[0] = 3;
    QuantScheme scheme =
        new QuantScheme(1, -1, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    QuantizedWeight quantized =
        quantize(new HeapWeight("outlier", 200, 1, values), scheme, 1, ClipSearch.MSE);

    assertThat(quantized.scales()).containsExactly(1.5f);
  }

  @Test
  void weightedSearchFollowsTheImportantRow() {
    float[] values = {1, 0.5f, 0.5f, 0.5f};
    QuantScheme scheme =
        new QuantScheme(1, -1, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    HeapWeight weight = new HeapWeight("weight", 4, 1, values);

    assertThat(quantizeWeighted(weight, scheme, 1000, 1, 1, 1).scales()).containsExactly(1f);
    assertThat(quantizeWeighted(weight, scheme, 0, 1, 1, 1).scales()).containsExactly(0.5f);
    assertThat(quantizeWeighted(weight, scheme, 0, 0, 0, 0).scales()).containsExactly(1f);
  }

  /** As if each group were one column of all its elements. */
  @ParameterizedTest
  @EnumSource
  void sharedRangeIsThatOfAllColumns(ClipSearch search) {
    HeapWeight weight = random(10, 7);
    GroupQuantizer quantizer =
        new GroupQuantizer(weight, ASYM4, new RangeRule(1, search, true), importance(10));
    quantizer.columns(0, 7);
    QuantizedWeight shared = quantizer.result();

    QuantScheme oneGroup =
        new QuantScheme(4, -1, ASYM4.symmetry(), ASYM4.zeroPoint(), ASYM4.scaleType());
    for (int group = 0; group < 3; group++) {
      int from = group * 4 * 7;
      int to = Math.min(10, group * 4 + 4) * 7;
      float[] elements = Arrays.copyOfRange(weight.values(), from, to);
      float[] importances = new float[elements.length];
      for (int i = 0; i < importances.length; i++) {
        importances[i] = importance(10)[(from + i) / 7];
      }
      GroupQuantizer ofElements =
          new GroupQuantizer(
              new HeapWeight("elements", elements.length, 1, elements),
              oneGroup,
              RangeRule.searchedBy(search),
              importances);
      ofElements.columns(0, 1);
      QuantizedWeight column = ofElements.result();

      assertThat(Arrays.copyOfRange(shared.codes(), from, to)).isEqualTo(column.codes());
      for (int n = 0; n < 7; n++) {
        assertThat(shared.scales()[group * 7 + n]).isEqualTo(column.scales()[0]);
        assertThat(shared.zeroPoint(group, n)).isEqualTo(column.zeroPoint(0, 0));
      }
    }
  }

  @Test
  void ofTwoLargestMagnitudesTheNegativeOneIsHit() {
    QuantizedWeight quantized =
        quantize(new HeapWeight("tie", 4, 1, new float[] {4, -4, 1, 0}), FULL4, 1, ClipSearch.NONE);

    assertThat(quantized.scales()).containsExactly(0.5f);
    assertThat(Dequantizer.all(quantized)).containsExactly(3.5f, -4, 1, 0);
  }

  @Test
  void groupOfOneSignKeepsZeroInItsRange() {
    float[] values = {5, 6, 7, 8};
    QuantizedWeight quantized =
        quantize(new HeapWeight("positive", 4, 1, values), ASYM4, 1, ClipSearch.NONE);

    assertThat(quantized.scales()).containsExactly(8f / 15);
    assertThat(quantized.zeroPoint(0, 0)).isZero();
    assertThat(quantized.codes()).containsExactly(9, 11, 13, 15);
  }

  @Test
  void groupOfZerosIsStoredAtTheZeroPoint() {
    HeapWeight zeros = new HeapWeight("zeros", 5, 1, new float[5]);
    for (QuantScheme scheme : new QuantScheme[] {ASYM4, FULL4}) {
      QuantizedWeight quantized = quantize(zeros, scheme, 1, ClipSearch.MSE);
      assertThat(quantized.scales()).containsOnly(1f);
      assertThat(Dequantizer.all(quantized)).containsOnly(0f);
    }
  }

  @Test
  void groupTooSmallForTheStoredTypeIsStoredAsZeros() {
    float[] values = {1e-9f, -1e-9f, 5e-10f, 0};
    QuantizedWeight quantized =
        quantize(
            new HeapWeight("small", 4, 1, values),
            ASYM4.withScaleType(ElementType.FLOAT16),
            1,
            ClipSearch.NONE);

    assertThat(quantized.scales()).containsExactly(0x1p-24f);
    assertThat(Dequantizer.all(quantized)).containsOnly(0f);
  }

  @Test
  void extremeMagnitudesStayFinite() {
    float[] values = {
      Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -Float.MIN_NORMAL, 1e-41f, 3e-39f, 0, 1
    };
    for (int rows = 1; rows <= values.length; rows++) {
      for (int from = 0; from + rows <= values.length; from++) {
        HeapWeight weight =
            new HeapWeight("extreme", rows, 1, Arrays.copyOfRange(values, from, from + rows));
        for (ElementType type :
            new ElementType[] {ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16}) {
          for (ZeroPoint form : new ZeroPoint[] {ZeroPoint.INTEGER, ZeroPoint.FLOAT}) {
            for (ClipSearch search : ClipSearch.values()) {
              QuantScheme scheme = new QuantScheme(3, -1, Symmetry.ASYMMETRIC, form, type);
              QuantizedWeight quantized = quantize(weight, scheme, 0.01f, search);
              assertThat(quantized.scales()[0]).isFinite().isNotZero();
              assertThat(quantized.zeroPoint(0, 0)).isFinite();
              for (byte code : quantized.codes()) {
                assertThat((int) code).isBetween(0, 7);
              }
            }
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<QuantScheme> schemes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(-1, 1, 3, 16, 32, 48),
            Arbitraries.of(Symmetry.class),
            Arbitraries.of(ZeroPoint.class),
            Arbitraries.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16))
        .filter(
            (bits, size, symmetry, zero, type) -> symmetry.isSymmetric() || zero != ZeroPoint.NONE)
        .as(QuantScheme::new);
  }

  /** Normal values, with a column of one sign, one of zeros and one outlier. */
  private static HeapWeight random(int inputs, int outputs) {
    Random random = new Random(31L * inputs + outputs);
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian() * 0.05f;
      values[i] = i % outputs == 1 ? Math.abs(value) + 1 : i % outputs == 2 ? 0 : value;
    }
    values[values.length / 2] = -3;
    return new HeapWeight("random", inputs, outputs, values);
  }

  private static float[] importance(int inputs) {
    float[] importance = new float[inputs];
    for (int k = 0; k < inputs; k++) {
      importance[k] = k * k % 7 * 1000f;
    }
    return importance;
  }

  private static QuantizedWeight quantize(
      HeapWeight weight, QuantScheme scheme, float ratio, ClipSearch search) {
    GroupQuantizer quantizer =
        new GroupQuantizer(
            weight,
            scheme,
            new RangeRule(ratio, search, false),
            importance(weight.inputFeatures()));
    quantizer.columns(0, weight.outputFeatures());
    return quantizer.result();
  }

  private static QuantizedWeight quantizeWeighted(
      HeapWeight weight, QuantScheme scheme, float... importance) {
    GroupQuantizer quantizer =
        new GroupQuantizer(weight, scheme, RangeRule.searchedBy(ClipSearch.WEIGHTED), importance);
    quantizer.columns(0, weight.outputFeatures());
    return quantizer.result();
  }

  private static double error(HeapWeight weight, QuantizedWeight quantized, float[] importance) {
    float[] values = Dequantizer.all(quantized);
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = (double) values[i] - weight.values()[i];
      error += importance[i / weight.outputFeatures()] * difference * difference;
    }
    return error;
  }

  private static void assertSame(QuantizedWeight one, QuantizedWeight other) {
    assertThat(one.scales()).isEqualTo(other.scales());
    assertThat(one.codes()).isEqualTo(other.codes());
    for (int group = 0; group < one.groups(); group++) {
      for (int n = 0; n < one.outputFeatures(); n++) {
        assertThat(one.zeroPoint(group, n)).isEqualTo(other.zeroPoint(group, n));
      }
    }
  }
}
