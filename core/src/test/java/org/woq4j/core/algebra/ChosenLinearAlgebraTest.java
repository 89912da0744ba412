package org.woq4j.core.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;

class ChosenLinearAlgebraTest {

  @Test
  void nothingIsLookedForBeforeTheFirstUse() {
    ChosenLinearAlgebra algebra =
        new ChosenLinearAlgebra(
            LinearAlgebraChoice.AUTO,
            () -> {
              throw new AssertionError("looked for");
            });

    assertThat(algebra.used()).isEmpty();
  }

  @Test
  void theFirstSoundOneIsUsed() {
    ChosenLinearAlgebra algebra =
        chosen(LinearAlgebraChoice.AUTO, new Wrong(), new Named("good"), new Named("other"));

    assertThat(square(algebra)).isEqualTo(9);
    assertThat(square(algebra)).isEqualTo(9);

    assertThat(algebra.used()).contains("good (wrong gives a wrong Cholesky factor)");
  }

  @Test
  void plainJavaIsTheFallbackWithTheReason() {
    ChosenLinearAlgebra algebra =
        new ChosenLinearAlgebra(
            LinearAlgebraChoice.AUTO, () -> failing(new UnsatisfiedLinkError("no native library")));

    assertThat(square(algebra)).isEqualTo(9);

    assertThat(algebra.used()).contains("plain Java (no native library)");
  }

  @Test
  void aMissingClassIsNamedWithItsArtifact() {
    Iterable<LinearAlgebra> found =
        () -> failing(new NoClassDefFoundError("org/bytedeco/javacpp/Loader"));

    assertThatExceptionOfType(WoqException.class)
        .isThrownBy(() -> new ChosenLinearAlgebra(LinearAlgebraChoice.NATIVE, found).name())
        .withMessageContaining(
            "the class org.bytedeco.javacpp.Loader is missing, so add org.bytedeco:javacpp");
  }

  @Test
  void plainOneMayBeAskedFor() {
    ChosenLinearAlgebra algebra = chosen(LinearAlgebraChoice.PLAIN, new Named("good"));

    assertThat(algebra.name()).isEqualTo("plain Java");
    assertThat(algebra.used()).contains("plain Java");
  }

  @Test
  void nativeOneThatIsAskedForMustBeThere() {
    assertThatExceptionOfType(WoqException.class)
        .isThrownBy(() -> chosen(LinearAlgebraChoice.NATIVE, new Wrong()).name())
        .withMessageContaining("wrong gives a wrong Cholesky factor")
        .withMessageContaining("woq4j-kernels-openblas")
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(CoreError.PROVIDERS));
    assertThat(chosen(LinearAlgebraChoice.NATIVE, new Named("good")).name()).isEqualTo("good");
  }

  private static ChosenLinearAlgebra chosen(LinearAlgebraChoice choice, LinearAlgebra... found) {
    return new ChosenLinearAlgebra(choice, List.of(found));
  }

  private static float square(LinearAlgebra algebra) {
    float[] gram = new float[1];
    algebra.addGram(FloatMatrix.of(new float[] {3}, 1, 1), FloatMatrix.of(gram, 1, 1));
    return gram[0];
  }

  /** Fails once, then has no more. */
  private static Iterator<LinearAlgebra> failing(LinkageError failure) {
    return new Iterator<>() {
      private boolean failed;

      @Override
      public boolean hasNext() {
        return !failed;
      }

      @Override
      public LinearAlgebra next() {
        failed = true;
        throw failure;
      }
    };
  }

  private static class Named implements LinearAlgebra {

    private final LinearAlgebra plain = new PlainLinearAlgebra();
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void multiplyAdd(
        float alpha,
        FloatMatrix a,
        Transposition transposeA,
        FloatMatrix b,
        Transposition transposeB,
        FloatMatrix c) {
      plain.multiplyAdd(alpha, a, transposeA, b, transposeB, c);
    }

    @Override
    public void addGram(FloatMatrix x, FloatMatrix c) {
      plain.addGram(x, c);
    }

    @Override
    public boolean cholesky(double[] matrix, int n, Parallel parallel) {
      return plain.cholesky(matrix, n, parallel);
    }

    @Override
    public void invertFromCholesky(double[] factor, int n) {
      plain.invertFromCholesky(factor, n);
    }
  }

  private static final class Wrong extends Named {

    Wrong() {
      super("wrong");
    }

    @Override
    public boolean cholesky(double[] matrix, int n, Parallel parallel) {
      boolean definite = super.cholesky(matrix, n, parallel);
      matrix[0] += 1e-12;
      return definite;
    }
  }
}
