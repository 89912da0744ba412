package org.woq4j.tck.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.tck.fixture.Schedule;

/** What every linear algebra keeps. References are those of Apache Commons Math, in float64. */
public abstract class LinearAlgebraContract {

  /** Called by JUnit, through a subclass. */
  protected LinearAlgebraContract() {}

  /** {@return the linear algebra to test} */
  protected abstract LinearAlgebra linearAlgebra();

  @Test
  void hasAName() {
    assertThat(linearAlgebra().name()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "17,66,31", "4,130,520", "65,3,1030", "520,40,9", "5,1100,3"})
  void productIsAddedOnlyToItsDestination(int rows, int inner, int columns) {
    for (Transposition transposeA : Transposition.values()) {
      for (Transposition transposeB : Transposition.values()) {
        FloatMatrix a = SeededMatrices.inside(rows, inner, transposeA, 1);
        FloatMatrix b = SeededMatrices.inside(inner, columns, transposeB, 2);
        FloatMatrix c = SeededMatrices.inside(rows, columns, Transposition.AS_IS, 3);
        double[] expected =
            plus(c, wide(a, transposeA).multiply(wide(b, transposeB)).scalarMultiply(-0.5));

        linearAlgebra().multiplyAdd(-0.5f, a, transposeA, b, transposeB, c);

        assertThat(largestDifference(c.data(), expected)).isLessThan(1e-6 * (1 + inner));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2,0,3", "0,2,3", "2,3,0"})
  void productWithNothingInItChangesNothing(int rows, int inner, int columns) {
    FloatMatrix a = SeededMatrices.inside(rows, inner, Transposition.AS_IS, 1);
    FloatMatrix b = SeededMatrices.inside(inner, columns, Transposition.AS_IS, 2);
    FloatMatrix c = SeededMatrices.inside(rows, columns, Transposition.AS_IS, 3);
    float[] before = c.data().clone();

    linearAlgebra().multiplyAdd(1, a, Transposition.AS_IS, b, Transposition.AS_IS, c);

    assertThat(c.data()).isEqualTo(before);
  }

  @Test
  void factorsMayBeOneMatrixAndLieInTheArrayOfTheDestination() {
    int n = 37;
    FloatMatrix whole = SeededMatrices.inside(2 * n, n, Transposition.AS_IS, 1);
    FloatMatrix factor = whole.slice(0, n, 0, n);
    FloatMatrix c = whole.slice(n, 2 * n, 0, n);
    double[] expected =
        plus(c, wide(factor, Transposition.AS_IS).multiply(wide(factor, Transposition.TRANSPOSED)));

    linearAlgebra()
        .multiplyAdd(1, factor, Transposition.AS_IS, factor, Transposition.TRANSPOSED, c);

    assertThat(largestDifference(whole.data(), expected)).isLessThan(1e-5);
  }

  @Test
  void productOfShapesThatDoNotFitIsRefused() {
    FloatMatrix a = FloatMatrix.of(new float[6], 2, 3);
    FloatMatrix c = FloatMatrix.of(new float[4], 2, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> linearAlgebra().multiplyAdd(1, a, Transposition.AS_IS, a, Transposition.AS_IS, c))
        .withMessageContaining("2 x 3");
    assertThatIllegalArgumentException().isThrownBy(() -> linearAlgebra().addGram(a, c));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "5,3", "40,70", "9,530", "700,20", "30,1030"})
  void gramIsAddedToBothTriangles(int rows, int features) {
    FloatMatrix x = SeededMatrices.inside(rows, features, Transposition.AS_IS, 1);
    FloatMatrix gram = SeededMatrices.inside(features, features, Transposition.AS_IS, 2);
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < i; j++) {
        gram.data()[index(gram, i, j)] = gram.data()[index(gram, j, i)];
      }
    }
    double[] expected =
        plus(gram, wide(x, Transposition.TRANSPOSED).multiply(wide(x, Transposition.AS_IS)));

    linearAlgebra().addGram(x, gram);

    assertThat(largestDifference(gram.data(), expected)).isLessThan(1e-6 * (1 + rows));
    float asymmetry = 0;
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < i; j++) {
        float below = gram.data()[index(gram, i, j)];
        asymmetry = Math.max(asymmetry, Math.abs(below - gram.data()[index(gram, j, i)]));
      }
    }
    assertThat(asymmetry).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60, 131, 200})
  void choleskyFactorAndInverseAreThoseOfTheReference(int n) {
    for (double magnitude : new double[] {1e-12, 1, 1e12}) {
      double[] matrix = SeededMatrices.positiveDefinite(n, magnitude);
      CholeskyDecomposition reference = decomposition(matrix, n);
      double[] factor = matrix.clone();

      assertThat(linearAlgebra().cholesky(factor, n, Parallel.NONE)).isTrue();
      assertIs(factor, reference.getLT(), Math.sqrt(magnitude) * n * 1e-13);

      linearAlgebra().invertFromCholesky(factor, n);
      assertIs(factor, reference.getSolver().getInverse(), n * 1e-12 / magnitude);
      assertIs(factor, square(factor, n).transpose(), 0);
    }
  }

  @Test
  void anEmptyMatrixHasAFactorAndAnInverse() {
    assertThat(linearAlgebra().cholesky(new double[0], 0, Parallel.NONE)).isTrue();
    linearAlgebra().invertFromCholesky(new double[0], 0);
  }

  /** Of a size at which a factor is computed in several parts. */
  @Test
  void threadsDoNotChangeTheBitsOfAFactor() {
    int n = 530;
    double[] matrix = SeededMatrices.positiveDefinite(n, 1);
    double[] factor = matrix.clone();
    assertThat(linearAlgebra().cholesky(factor, n, Parallel.NONE)).isTrue();
    assertIs(factor, decomposition(matrix, n).getLT(), n * 1e-13);

    for (Schedule schedule : Schedule.values()) {
      double[] other = matrix.clone();
      assertThat(linearAlgebra().cholesky(other, n, schedule::run)).isTrue();
      assertThat(bits(other)).as(schedule.name()).isEqualTo(bits(factor));
    }
  }

  @Test
  void onlyTheUpperTriangleIsFactored() {
    double[] matrix = {4, 2, Double.NaN, 5};

    assertThat(linearAlgebra().cholesky(matrix, 2, Parallel.NONE)).isTrue();

    assertThat(matrix).containsExactly(2, 1, 0, 2);
  }

  @Test
  void matrixThatIsNotPositiveDefiniteHasNoFactor() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(hasFactor(1, 2, 2, 1)).as("indefinite").isFalse();
    assertThat(hasFactor(1, 1, 1, 1)).as("singular").isFalse();
    assertThat(hasFactor(1, 1, 1, 1 + 1e-16)).as("singular but for rounding").isFalse();
    assertThat(hasFactor(1e20, 0, 0, 1)).as("pivot below the least").isFalse();
    assertThat(hasFactor(0)).as("zero").isFalse();
    assertThat(hasFactor(-1)).as("negative").isFalse();
    assertThat(hasFactor(1, Double.NaN, Double.NaN, 1)).as("not a number").isFalse();
    assertThat(hasFactor(Double.NaN)).as("not a number").isFalse();
    assertThat(hasFactor(infinity)).as("infinite").isFalse();
    assertThat(hasFactor(infinity, 0, 0, 1)).as("infinite").isFalse();
    assertThat(hasFactor(1, 0, 0, infinity)).as("infinite").isFalse();
  }

  /** Also of a size at which a library would use threads of its own. */
  @Test
  void bitsDoNotDependOnWhatRunsBeside() throws ExecutionException, InterruptedException {
    long[][] single = everything();
    for (int callers : new int[] {2, 4}) {
      ExecutorService pool = Executors.newFixedThreadPool(callers);
      try {
        List<Future<long[][]>> results = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          results.add(pool.submit(this::everything));
        }
        for (Future<long[][]> result : results) {
          assertThat(result.get()).isDeepEqualTo(single);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  /** {@return the bits of a product, a Gram matrix, a factor and an inverse} */
  protected final long[][] everything() {
    FloatMatrix a = SeededMatrices.inside(150, 600, Transposition.AS_IS, 1);
    FloatMatrix c = SeededMatrices.inside(600, 600, Transposition.AS_IS, 2);
    FloatMatrix gram = FloatMatrix.of(new float[600 * 600], 600, 600);
    linearAlgebra().multiplyAdd(1, a, Transposition.TRANSPOSED, a, Transposition.AS_IS, c);
    linearAlgebra().addGram(a, gram);
    double[] factor = SeededMatrices.positiveDefinite(150, 1);
    assertThat(linearAlgebra().cholesky(factor, 150, Parallel.NONE)).isTrue();
    double[] inverse = factor.clone();
    linearAlgebra().invertFromCholesky(inverse, 150);
    return new long[][] {
      bits(widened(c.data())), bits(widened(gram.data())), bits(factor), bits(inverse)
    };
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private boolean hasFactor(double... matrix) {
    return linearAlgebra().cholesky(matrix, matrix.length == 1 ? 1 : 2, Parallel.NONE);
  }

  /** Rounding leaves the triangles a little apart; the upper one counts. */
  private static CholeskyDecomposition decomposition(double[] matrix, int n) {
    return new CholeskyDecomposition(square(matrix, n), 1e-6, 0);
  }

  private static RealMatrix square(double[] values, int n) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      matrix.setRow(i, Arrays.copyOfRange(values, i * n, (i + 1) * n));
    }
    return matrix;
  }

  private static void assertIs(double[] actual, RealMatrix expected, double tolerance) {
    int n = expected.getRowDimension();
    double largest = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        largest = Math.max(largest, Math.abs(actual[i * n + j] - expected.getEntry(i, j)));
      }
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance);
  }

  private static RealMatrix wide(FloatMatrix matrix, Transposition transposed) {
    RealMatrix wide = MatrixUtils.createRealMatrix(matrix.rows(), matrix.columns());
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        wide.setEntry(i, j, matrix.data()[index(matrix, i, j)]);
      }
    }
    return transposed == Transposition.AS_IS ? wide : wide.transpose();
  }

  /** The whole array of a matrix after something was added to the matrix. */
  private static double[] plus(FloatMatrix matrix, RealMatrix added) {
    double[] sums = widened(matrix.data());
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        sums[index(matrix, i, j)] += added.getEntry(i, j);
      }
    }
    return sums;
  }

  private static int index(FloatMatrix matrix, int row, int column) {
    return matrix.offset() + row * matrix.stride() + column;
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
}
