package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HessianTest {

  /** Of two samples; the third input is dead. */
  private final Hessian hessian = new Hessian(new float[] {4, 2, 0, 2, 8, 0, 0, 0, 0}, 3, 2);

  @Test
  void isTheMeanOverSamplesAndADeadInputHasTheElementOne() {
    assertThat(hessian.damped(hessian.order(), 0)).containsExactly(2, 1, 0, 0, 4, 0, 0, 0, 1);
  }

  @Test
  void dampingAddsAShareOfTheMeanOfTheDiagonal() {
    double[] expected = {2.7, 1, 0, 0, 4.7, 0, 0, 0, 1.7};
    assertThat(hessian.damped(hessian.order(), 0.3)).containsExactly(expected, within(1e-12));
    assertThat(hessian.dampedGram(0.25).data()).containsExactly(5, 2, 0, 2, 9, 0, 0, 0, 1);
  }

  @Test
  void rowsAndColumnsComeInTheOrderThatIsAskedFor() {
    assertThat(hessian.orderByActivation()).containsExactly(1, 0, 2);
    assertThat(hessian.damped(new int[] {1, 2, 0}, 0)).containsExactly(4, 0, 1, 0, 1, 0, 0, 0, 2);
  }

  @Test
  void equalInputsKeepTheirOrder() {
    assertThat(diagonal(1, 3, 1).orderByActivation()).containsExactly(1, 0, 2);
  }

  @Test
  void inputsThatDependOnNoOthersAreNotDead() {
    assertThat(diagonal(1, 3, 0).damped(new int[] {0, 1, 2}, 0))
        .containsExactly(1, 0, 0, 0, 3, 0, 0, 0, 1);
  }

  /** Of one sample. */
  private static Hessian diagonal(float a, float b, float c) {
    return new Hessian(new float[] {a, 0, 0, 0, b, 0, 0, 0, c}, 3, 1);
  }

  @Test
  void isFiniteWhereAllElementsAre() {
    assertThat(hessian.isFinite()).isTrue();
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThat(new Hessian(new float[] {1, 0, bad, 1}, 2, 1).isFinite()).isFalse();
    }
    assertThat(new Hessian(new float[] {Float.MAX_VALUE, Float.MAX_VALUE, 0, 1}, 2, 1).isFinite())
        .isTrue();
  }
}
