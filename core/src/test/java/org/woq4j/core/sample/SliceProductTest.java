package org.woq4j.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

class SliceProductTest {

  private static QuantizedWeight weight(
      int bits, int groupSize, ZeroPoint form, int inputs, int outputs) {
    SplittableRandom random = new SplittableRandom(5);
    QuantScheme scheme =
        new QuantScheme(bits, groupSize, Symmetry.SYMMETRIC_FULL, form, ElementType.FLOAT32);
    byte[] codes = new byte[inputs * outputs];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(scheme.maxCode() + 1);
    }
    int groups = scheme.groups(inputs) * outputs;
    float[] scales = new float[groups];
    byte[] integers = new byte[groups];
    float[] floats = new float[groups];
    for (int i = 0; i < groups; i++) {
      scales[i] = (float) (random.nextDouble() - 0.5);
      integers[i] = (byte) random.nextInt(scheme.maxCode() + 1);
      floats[i] = (float) (scheme.maxCode() * random.nextDouble());
    }
    QuantizedWeight.Builder weight =
        QuantizedWeight.builder(scheme, inputs, outputs).codes(codes).scales(scales);
    switch (form) {
      case INTEGER -> weight.zeroPoints(integers);
      case FLOAT -> weight.zeroPoints(floats);
      case NONE -> {}
    }
    return weight.build();
  }

  /** Of groups that do not fill K, of more rows than sums hold, and of columns in no eights. */
  @ParameterizedTest
  @CsvSource({
    "4, 32, INTEGER, 96, 24",
    "4, 32, NONE, 70, 19",
    "8, 300, INTEGER, 700, 9",
    "8, -1, NONE, 600, 5",
    "2, 16, FLOAT, 33, 8",
    "1, 128, NONE, 1, 1"
  })
  void equalsTheProductOfSamplesAndValues(
      int bits, int groupSize, ZeroPoint form, int inputs, int outputs) {
    QuantizedWeight weight = weight(bits, groupSize, form, inputs, outputs);
    SampleRows rows = SampleRows.of(inputs);

    SampleProduct product = SliceProduct.of(weight);

    assertThat(product.inputFeatures()).isEqualTo(inputs);
    for (int column = 0; column < outputs; column++) {
      double[] sums = new double[SampleRows.COUNT];
      double magnitude = 0;
      for (int k = 0; k < inputs; k++) {
        int group = k / weight.scheme().groupRows(inputs);
        int code = Byte.toUnsignedInt(weight.codes()[k * outputs + column]);
        double value =
            (code - (double) weight.zeroPoint(group, column))
                * weight.scales()[group * outputs + column];
        magnitude += Math.abs(value);
        for (int row = 0; row < sums.length; row++) {
          sums[row] += rows.value(row, k) * value;
        }
      }
      assertThat(product.reach()[column]).isGreaterThanOrEqualTo((float) magnitude * 0.999999f);
      for (int row = 0; row < sums.length; row++) {
        assertThat((double) product.values()[row][column])
            .isCloseTo(sums[row], within(product.tolerance(column)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 40", "96, 17"})
  void aWeightIsPutTogetherFromItsColumns(int inputs, int outputs) {
    QuantizedWeight whole = weight(4, 32, ZeroPoint.INTEGER, inputs, outputs);
    int middle = outputs / 3;

    SampleProduct product = SampleProduct.empty(inputs, outputs);
    product.put(middle, SliceProduct.of(columns(whole, middle, outputs)));
    product.put(0, SliceProduct.of(columns(whole, 0, middle)));

    SampleProduct expected = SliceProduct.of(whole);
    assertThat(product.reach()).isEqualTo(expected.reach());
    assertThat(product.values()).isDeepEqualTo(expected.values());
  }

  private static QuantizedWeight columns(QuantizedWeight weight, int from, int to) {
    int outputs = weight.outputFeatures();
    int columns = to - from;
    byte[] codes = new byte[weight.inputFeatures() * columns];
    for (int k = 0; k < weight.inputFeatures(); k++) {
      System.arraycopy(weight.codes(), k * outputs + from, codes, k * columns, columns);
    }
    float[] scales = new float[weight.groups() * columns];
    byte[] zeroPoints = new byte[scales.length];
    for (int group = 0; group < weight.groups(); group++) {
      System.arraycopy(weight.scales(), group * outputs + from, scales, group * columns, columns);
      System.arraycopy(
          weight.integerZeroPoints().orElseThrow(),
          group * outputs + from,
          zeroPoints,
          group * columns,
          columns);
    }
    return QuantizedWeight.builder(weight.scheme(), weight.inputFeatures(), columns)
        .codes(codes)
        .scales(scales)
        .zeroPoints(zeroPoints)
        .build();
  }
}
