package org.woq4j.kernels.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.tck.math.LinearAlgebraContract;

class PlainLinearAlgebraTest extends LinearAlgebraContract {

  @Override
  protected LinearAlgebra linearAlgebra() {
    return new PlainLinearAlgebra();
  }

  @Test
  void productSumsInTheOrderOfTheInnerDimension() {
    int inner = 70;
    float[] a = values(3 * inner, 1);
    float[] b = values(inner * 600, 2);
    FloatMatrix c = FloatMatrix.of(new float[3 * 600], 3, 600);

    linearAlgebra()
        .multiplyAdd(
            1,
            FloatMatrix.of(a, 3, inner),
            Transposition.AS_IS,
            FloatMatrix.of(b, inner, 600),
            Transposition.AS_IS,
            c);

    float[] expected = new float[3 * 600];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 600; j++) {
        for (int k = 0; k < inner; k++) {
          expected[i * 600 + j] += a[i * inner + k] * b[k * 600 + j];
        }
      }
    }
    assertThat(c.data()).isEqualTo(expected);
  }

  private static float[] values(int number, int seed) {
    Random random = new Random(seed);
    float[] values = new float[number];
    for (int i = 0; i < number; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
