package org.woq4j.kernels.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.tck.fixture.Schedule;

class OutputErrorTest {

  private static final LinearAlgebra ALGEBRA = new PlainLinearAlgebra();

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 4", "40, 7", "256, 2", "300, 5", "600, 3"})
  void isTheSquareOfTheProduct(int inputs, int outputs) {
    FloatMatrix x = random(2 * inputs, inputs, 1);
    FloatMatrix d = random(inputs + 1, outputs + 2, 2).slice(1, inputs + 1, 1, outputs + 1);
    double expected = 0;
    for (int row = 0; row < x.rows(); row++) {
      for (int j = 0; j < outputs; j++) {
        double output = 0;
        for (int k = 0; k < inputs; k++) {
          output += (double) element(x, row, k) * element(d, k, j);
        }
        expected += output * output;
      }
    }

    double squares = OutputError.squares(gram(x), d, ALGEBRA, Parallel.NONE);

    assertThat(squares).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void threadsDoNotChangeItsBits() {
    FloatMatrix gram = gram(random(700, 700, 1));
    FloatMatrix d = random(700, 9, 2);
    double squares = OutputError.squares(gram, d, ALGEBRA, Parallel.NONE);

    for (Schedule schedule : Schedule.values()) {
      assertThat(OutputError.squares(gram, d, ALGEBRA, schedule::run)).isEqualTo(squares);
    }
  }

  private static FloatMatrix gram(FloatMatrix x) {
    int inputs = x.columns();
    FloatMatrix gram = FloatMatrix.of(new float[inputs * inputs], inputs, inputs);
    ALGEBRA.addGram(x, gram);
    return gram;
  }

  private static FloatMatrix random(int rows, int columns, int seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return FloatMatrix.of(values, rows, columns);
  }

  private static float element(FloatMatrix matrix, int row, int column) {
    return matrix.data()[matrix.offset() + row * matrix.stride() + column];
  }
}
