package org.woq4j.api.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.woq4j.api.math.LinearAlgebra.Transposition;

class LinearAlgebraTest {

  private static FloatMatrix zeros(int rows, int columns) {
    return FloatMatrix.of(new float[rows * columns], rows, columns);
  }

  /** A matrix M such that op(M) is rows x columns. */
  private static FloatMatrix operand(Transposition transposition, int rows, int columns) {
    return transposition == Transposition.AS_IS ? zeros(rows, columns) : zeros(columns, rows);
  }

  @Property(tries = 300, seed = "1")
  void aTranspositionExchangesRowsAndColumns(
      @ForAll Transposition transposition,
      @ForAll @IntRange(max = 5) int rows,
      @ForAll @IntRange(max = 5) int columns) {
    FloatMatrix matrix = operand(transposition, rows, columns);

    assertThat(transposition.rows(matrix)).isEqualTo(rows);
    assertThat(transposition.columns(matrix)).isEqualTo(columns);
  }

  @Property(tries = 300, seed = "2")
  void aProductThatFitsIsAllowedAndNoOther(
      @ForAll Transposition left,
      @ForAll Transposition right,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 5) int inner,
      @ForAll @IntRange(min = 1, max = 5) int columns) {
    FloatMatrix a = operand(left, rows, inner);
    FloatMatrix b = operand(right, inner, columns);

    LinearAlgebra.checkProduct(a, left, b, right, zeros(rows, columns));

    assertRefused(a, left, operand(right, inner + 1, columns), right, zeros(rows, columns));
    assertRefused(a, left, b, right, zeros(rows + 1, columns));
    assertRefused(a, left, b, right, zeros(rows, columns + 1));
  }

  private static void assertRefused(
      FloatMatrix a, Transposition left, FloatMatrix b, Transposition right, FloatMatrix c) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearAlgebra.checkProduct(a, left, b, right, c))
        .withMessage(
            "a product of %d x %d and %d x %d does not fit %d x %d",
            left.rows(a), left.columns(a), right.rows(b), right.columns(b), c.rows(), c.columns());
  }
}
