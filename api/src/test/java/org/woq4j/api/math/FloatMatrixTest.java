package org.woq4j.api.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FloatMatrixTest {

  private static float at(FloatMatrix matrix, int i, int j) {
    return matrix.data()[matrix.offset() + i * matrix.stride() + j];
  }

  /** Each element is its index in the array. */
  private static FloatMatrix counted(int rows, int columns) {
    float[] data = new float[rows * columns];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return FloatMatrix.of(data, rows, columns);
  }

  @Property(tries = 300, seed = "1")
  void aSliceOfASliceHasTheElementsOfTheWhole(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatMatrix whole = counted(rows, columns);
    FloatMatrix slice = whole;
    int row = 0;
    int column = 0;
    for (int step = 0; step < 2; step++) {
      int fromRow = random.nextInt(slice.rows());
      int fromColumn = random.nextInt(slice.columns());
      int toRow = random.nextInt(fromRow, slice.rows()) + 1;
      int toColumn = random.nextInt(fromColumn, slice.columns()) + 1;
      slice = slice.slice(fromRow, toRow, fromColumn, toColumn);
      row += fromRow;
      column += fromColumn;
      assertThat(slice.rows()).isEqualTo(toRow - fromRow);
      assertThat(slice.columns()).isEqualTo(toColumn - fromColumn);
    }

    assertThat(slice.data()).isSameAs(whole.data());
    for (int i = 0; i < slice.rows(); i++) {
      for (int j = 0; j < slice.columns(); j++) {
        assertThat(at(slice, i, j)).isEqualTo(at(whole, row + i, column + j));
      }
    }
  }

  @Example
  void aMatrixOutsideItsArrayIsRefused() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> FloatMatrix.of(new float[5], 2, 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new FloatMatrix(new float[6], 1, 2, 3, 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new FloatMatrix(new float[6], -1, 2, 3, 3));
    assertThat(new FloatMatrix(new float[7], 1, 2, 2, 4).rows()).isEqualTo(2);
  }

  @Example
  void aSliceOutsideTheMatrixIsRefused() {
    FloatMatrix matrix = counted(2, 3);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.slice(0, 3, 0, 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.slice(0, 2, 1, 4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.slice(1, 0, 0, 3));
  }

  @Example
  void invalidShapesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FloatMatrix(new float[6], 0, 2, 3, 2))
        .withMessage("2 x 3 with stride 2");
    assertThatIllegalArgumentException().isThrownBy(() -> FloatMatrix.of(new float[6], -1, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FloatMatrix(new float[6], 0, 1, -1, 3));
  }

  @Example
  void aMatrixMayBeEmpty() {
    assertThat(counted(2, 3).slice(2, 2, 0, 3).rows()).isZero();
    assertThat(counted(2, 3).slice(0, 2, 3, 3).columns()).isZero();
  }
}
