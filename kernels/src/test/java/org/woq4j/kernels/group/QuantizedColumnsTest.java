package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

class QuantizedColumnsTest {

  private static final int INPUTS = 5;
  private static final int OUTPUTS = 60;

  /** Codes of 8 bits, so that bytes are negative too. */
  @Property(tries = 50, seed = "1")
  void segmentsAreReadBackAndLieWhereTheyBelong(
      @ForAll @IntRange(min = 0, max = INPUTS - 1) int row,
      @ForAll @IntRange(min = 0, max = 19) int from,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    QuantizedColumns columns = new QuantizedColumns(scheme(ZeroPoint.INTEGER), INPUTS, OUTPUTS);
    float[] written = new float[width];
    for (int j = 0; j < width; j++) {
      written[j] = (11 + 37 * j) % 255 + 1;
    }
    columns.codes(row, from, written);

    float[] read = new float[width];
    columns.readCodes(row, from, read);
    assertThat(read).isEqualTo(written);
    byte[] codes = columns.result().codes();
    for (int i = 0; i < codes.length; i++) {
      int j = i - row * OUTPUTS - from;
      assertThat(codes[i] & 0xff).isEqualTo(j >= 0 && j < width ? (int) written[j] : 0);
    }
  }

  @Test
  void parametersAreStoredInTheSchemesForm() {
    float[] scales = {0.5f, 0.25f};
    float[] zeroPoints = {200, 3};
    for (ZeroPoint form : ZeroPoint.values()) {
      QuantizedColumns columns = new QuantizedColumns(scheme(form), INPUTS, 4);
      columns.parameters(1, 1, scales, zeroPoints);

      QuantizedWeight result = columns.result();

      assertThat(result.scales()).containsExactly(0, 0, 0, 0, 0, 0.5f, 0.25f, 0, 0, 0, 0, 0);
      if (form == ZeroPoint.NONE) {
        assertThat(result.integerZeroPoints()).isEmpty();
        assertThat(result.floatZeroPoints()).isEmpty();
      } else {
        assertThat(result.zeroPoint(1, 0)).isZero();
        assertThat(result.zeroPoint(1, 1)).isEqualTo(200);
        assertThat(result.zeroPoint(1, 2)).isEqualTo(3);
        assertThat(result.zeroPoint(2, 1)).isZero();
      }
    }
  }

  private static QuantScheme scheme(ZeroPoint form) {
    Symmetry symmetry = form == ZeroPoint.NONE ? Symmetry.SYMMETRIC_FULL : Symmetry.ASYMMETRIC;
    return new QuantScheme(8, 2, symmetry, form, ElementType.FLOAT32);
  }
}
