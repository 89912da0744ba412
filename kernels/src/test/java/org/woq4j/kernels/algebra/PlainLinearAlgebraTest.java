package org.woq4j.kernels.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;

class PlainLinearAlgebraTest {

  private final LinearAlgebra algebra = new PlainLinearAlgebra();

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "17,66,31", "4,130,520", "65,3,1030", "2,0,3"})
  void productIsAddedToItsDestinationAlone(int rows, int inner, int columns) {
    for (Transposition transposeA : Transposition.values()) {
      for (Transposition transposeB : Transposition.values()) {
        FloatMatrix a = inside(rows, inner, transposeA, 1);
        FloatMatrix b = inside(inner, columns, transposeB, 2);
        FloatMatrix c = inside(rows, columns, Transposition.AS_IS, 3);
        double[] expected = widened(c.data());
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            for (int k = 0; k < inner; k++) {
              expected[c.offset() + i * c.stride() + j] +=
                  -0.5 * (double) element(a, transposeA, i, k) * element(b, transposeB, k, j);
            }
          }
        }

        algebra.multiplyAdd(-0.5f, a, transposeA, b, transposeB, c);

        assertThat(largestDifference(c.data(), expected)).isLessThan(1e-6 * (1 + inner));
      }
    }
  }

  @Test
  void productSumsInTheOrderOfTheInnerDimension() {
    int inner = 70;
    FloatMatrix a = inside(3, inner, Transposition.AS_IS, 1);
    FloatMatrix b = inside(inner, 600, Transposition.AS_IS, 2);
    FloatMatrix c = FloatMatrix.of(new float[3 * 600], 3, 600);

    algebra.multiplyAdd(1, a, Transposition.AS_IS, b, Transposition.AS_IS, c);

    float[] expected = new float[3 * 600];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 600; j++) {
        for (int k = 0; k < inner; k++) {
          expected[i * 600 + j] +=
              element(a, Transposition.AS_IS, i, k) * element(b, Transposition.AS_IS, k, j);
        }
      }
    }
    assertThat(c.data()).isEqualTo(expected);
  }

  @Test
  void productOfShapesThatDoNotFitIsRefused() {
    FloatMatrix a = FloatMatrix.of(new float[6], 2, 3);
    FloatMatrix c = FloatMatrix.of(new float[4], 2, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> algebra.multiplyAdd(1, a, Transposition.AS_IS, a, Transposition.AS_IS, c))
        .withMessageContaining("2 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> algebra.addGram(FloatMatrix.of(new float[6], 2, 3), c));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "5,3", "40,70", "9,530"})
  void gramIsAddedSymmetrically(int rows, int features) {
    FloatMatrix x = inside(rows, features, Transposition.AS_IS, 1);
    FloatMatrix product = FloatMatrix.of(new float[features * features], features, features);
    FloatMatrix gram = FloatMatrix.of(new float[features * features], features, features);
    Arrays.fill(product.data(), 0.25f);
    Arrays.fill(gram.data(), 0.25f);

    algebra.multiplyAdd(1, x, Transposition.TRANSPOSED, x, Transposition.AS_IS, product);
    algebra.addGram(x, gram);

    assertThat(gram.data()).isEqualTo(product.data());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void choleskyFactorAndInverseMultiplyBack(int n) {
    for (double magnitude : new double[] {1e-12, 1, 1e12}) {
      double[] matrix = positiveDefinite(n, magnitude);
      double[] factor = matrix.clone();

      assertThat(algebra.cholesky(factor, n)).isTrue();

      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int k = 0; k < n; k++) {
            sum += factor[k * n + i] * factor[k * n + j];
          }
          assertThat(sum).isCloseTo(matrix[i * n + j], within(magnitude * n * 1e-13));
          assertThat(i <= j || factor[i * n + j] == 0).isTrue();
        }
      }
      algebra.invertFromCholesky(factor, n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int k = 0; k < n; k++) {
            sum += matrix[i * n + k] * factor[k * n + j];
          }
          assertThat(sum).isCloseTo(i == j ? 1 : 0, within(n * 1e-11));
          assertThat(factor[i * n + j]).isEqualTo(factor[j * n + i]);
        }
      }
    }
  }

  @Test
  void matrixThatIsNotPositiveDefiniteHasNoFactor() {
    assertThat(algebra.cholesky(new double[] {1, 2, 2, 1}, 2)).as("indefinite").isFalse();
    assertThat(algebra.cholesky(new double[] {1, 1, 1, 1}, 2)).as("singular").isFalse();
    assertThat(algebra.cholesky(new double[] {0}, 1)).as("zero").isFalse();
    assertThat(algebra.cholesky(new double[] {-1}, 1)).as("negative").isFalse();
    double[] notANumber = {1, Double.NaN, Double.NaN, 1};
    assertThat(algebra.cholesky(notANumber, 2)).as("not a number").isFalse();
    assertThat(algebra.cholesky(new double[] {Double.POSITIVE_INFINITY}, 1)).isFalse();
  }

  /** A matrix inside a larger array, stored transposed if asked for, numbers all around it. */
  private static FloatMatrix inside(int rows, int columns, Transposition stored, int seed) {
    int height = stored == Transposition.AS_IS ? rows : columns;
    int width = stored == Transposition.AS_IS ? columns : rows;
    Random random = new Random(seed);
    float[] data = new float[(height + 2) * (width + 3)];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat() - 0.5f;
    }
    return FloatMatrix.of(data, height + 2, width + 3).slice(1, 1 + height, 2, 2 + width);
  }

  private static float element(FloatMatrix matrix, Transposition transposed, int row, int column) {
    int i = transposed == Transposition.AS_IS ? row : column;
    int j = transposed == Transposition.AS_IS ? column : row;
    return matrix.data()[matrix.offset() + i * matrix.stride() + j];
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double largestDifference(float[] values, double[] expected) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i] - expected[i]));
    }
    return largest;
  }

  private static double[] positiveDefinite(int n, double magnitude) {
    Random random = new Random(n);
    double[] x = new double[2 * n * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian();
    }
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int r = 0; r < 2 * n; r++) {
          matrix[i * n + j] += magnitude * x[r * n + i] * x[r * n + j] / n;
        }
      }
      matrix[i * n + i] += magnitude * 0.1;
    }
    return matrix;
  }
}
