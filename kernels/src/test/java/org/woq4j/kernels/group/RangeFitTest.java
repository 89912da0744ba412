package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class RangeFitTest {

  private static final int ROWS = 24;
  private static final int COLUMNS = 200;

  @ParameterizedTest
  @CsvSource({
    "1, ASYMMETRIC, INTEGER, FLOAT32",
    "2, ASYMMETRIC, INTEGER, FLOAT32",
    "4, ASYMMETRIC, INTEGER, FLOAT32",
    "4, ASYMMETRIC, INTEGER, FLOAT16",
    "4, ASYMMETRIC, FLOAT, BFLOAT16",
    "1, SYMMETRIC_FULL, NONE, FLOAT32",
    "3, SYMMETRIC_FULL, NONE, FLOAT32",
    "4, SYMMETRIC_FULL, NONE, FLOAT16",
    "8, SYMMETRIC_FULL, INTEGER, BFLOAT16"
  })
  void rowsClampedToTheBoundsGetTheSameCodes(
      int bits, Symmetry symmetry, ZeroPoint zeroPoint, ElementType scaleType) {
    QuantScheme scheme = new QuantScheme(bits, ROWS, symmetry, zeroPoint, scaleType);
    float[] rows = rows();
    RangeFit searched = new RangeFit(scheme, RangeRule.searchedBy(ClipSearch.MSE), COLUMNS);
    searched.fit(split(rows), ROWS, null, 0);

    float[] clamped = clamped(rows, searched);
    RangeFit plain = new RangeFit(scheme, RangeRule.WHOLE, COLUMNS);
    plain.fit(split(clamped), ROWS, null, 0);

    assertThat(clamped).isNotEqualTo(rows);
    assertThat(plain.scales()).isEqualTo(searched.scales());
    assertThat(plain.zeroPoints()).isEqualTo(searched.zeroPoints());
    assertThat(codes(scheme, clamped, plain)).isEqualTo(codes(scheme, rows, searched));
  }

  @ParameterizedTest
  @CsvSource({"4, FLOAT32", "3, FLOAT16"})
  void rowsClampedToTheBoundsOfACenteredRangeGetTheSameScales(int bits, ElementType scaleType) {
    QuantScheme scheme =
        new QuantScheme(bits, ROWS, Symmetry.SYMMETRIC_CENTERED, ZeroPoint.NONE, scaleType);
    float[] rows = rows();
    RangeFit searched = new RangeFit(scheme, RangeRule.searchedBy(ClipSearch.MSE), COLUMNS);
    searched.fit(split(rows), ROWS, null, 0);

    RangeFit plain = new RangeFit(scheme, RangeRule.WHOLE, COLUMNS);
    plain.fit(split(clamped(rows, searched)), ROWS, null, 0);

    assertThat(plain.scales()).isEqualTo(searched.scales());
  }

  /** One column, whose range is [-4, 3], and half of it is kept. */
  @ParameterizedTest
  @CsvSource({
    "ASYMMETRIC, INTEGER, -2, 1.5",
    "SYMMETRIC_FULL, NONE, -2, 1.75", // of codes -8 to 7 times 0.25
    "SYMMETRIC_CENTERED, NONE, -2, 2"
  })
  void boundsAreTheShareThatIsKept(
      Symmetry symmetry, ZeroPoint zeroPoint, float lowest, float highest) {
    QuantScheme scheme = new QuantScheme(4, 3, symmetry, zeroPoint, ElementType.FLOAT32);
    RangeFit fit = new RangeFit(scheme, new RangeRule(0.5, ClipSearch.NONE, false), 1);
    fit.fit(new float[][] {{1}, {-4}, {3}}, 3, null, 0);

    float[] least = new float[1];
    float[] greatest = new float[1];
    fit.bounds(least, greatest);

    assertThat(least).containsExactly(lowest);
    assertThat(greatest).containsExactly(highest);
  }

  /** Columns of both signs, of one sign, of zeros, of denormals, and with an outlier. */
  private static float[] rows() {
    Random random = new Random(5);
    float[] rows = new float[ROWS * COLUMNS];
    for (int i = 0; i < rows.length; i++) {
      float value = (float) (0.05 * random.nextGaussian());
      rows[i] =
          switch (i % COLUMNS % 7) {
            case 0 -> Math.abs(value);
            case 1 -> -Math.abs(value);
            case 2 -> i < COLUMNS ? 20 * value : value;
            case 3 -> i % COLUMNS < 100 ? 0 : 1e-40f * value;
            default -> value;
          };
    }
    return rows;
  }

  private static float[][] split(float[] rows) {
    float[][] split = new float[ROWS][];
    for (int r = 0; r < ROWS; r++) {
      split[r] = Arrays.copyOfRange(rows, r * COLUMNS, (r + 1) * COLUMNS);
    }
    return split;
  }

  private static float[] clamped(float[] rows, RangeFit fit) {
    float[] least = new float[COLUMNS];
    float[] greatest = new float[COLUMNS];
    fit.bounds(least, greatest);
    float[] clamped = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int j = i % COLUMNS;
      clamped[i] = Math.min(Math.max(rows[i], least[j]), greatest[j]);
    }
    return clamped;
  }

  private static float[] codes(QuantScheme scheme, float[] rows, RangeFit fit) {
    float[] codes = new float[rows.length];
    float[] row = new float[COLUMNS];
    float[] code = new float[COLUMNS];
    for (int at = 0; at < rows.length; at += COLUMNS) {
      System.arraycopy(rows, at, row, 0, COLUMNS);
      RowCoder.encode(scheme, row, fit.scales(), fit.zeroPoints(), code);
      System.arraycopy(code, 0, codes, at, COLUMNS);
    }
    return codes;
  }
}
