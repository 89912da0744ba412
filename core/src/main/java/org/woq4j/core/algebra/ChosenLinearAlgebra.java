package org.woq4j.core.algebra;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;

/**
 * The linear algebra of one run, chosen when it is first used: a run that needs none loads none.
 * Safe for use by several threads at once.
 */
public final class ChosenLinearAlgebra implements LinearAlgebra {

  private final LinearAlgebraChoice choice;
  private final Iterable<LinearAlgebra> found;
  private final List<String> problems = new ArrayList<>();
  private volatile @Nullable LinearAlgebra chosen;

  /**
   * Prepares the choice.
   *
   * @param found native ones, best first; they are not loaded before the first use
   */
  public ChosenLinearAlgebra(LinearAlgebraChoice choice, Iterable<LinearAlgebra> found) {
    this.choice = choice;
    this.found = found;
  }

  /**
   * Name of the chosen one, with the reasons why better ones do not work; empty if none was needed
   * so far.
   */
  public synchronized Optional<String> used() {
    String why = problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")";
    return Optional.ofNullable(chosen).map(used -> used.name() + why);
  }

  @Override
  public String name() {
    return chosen().name();
  }

  @Override
  public void multiplyAdd(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    chosen().multiplyAdd(alpha, a, transposeA, b, transposeB, c);
  }

  @Override
  public void addGram(FloatMatrix x, FloatMatrix c) {
    chosen().addGram(x, c);
  }

  @Override
  public boolean cholesky(double[] matrix, int n, Parallel parallel) {
    return chosen().cholesky(matrix, n, parallel);
  }

  @Override
  public void invertFromCholesky(double[] factor, int n) {
    chosen().invertFromCholesky(factor, n);
  }

  private LinearAlgebra chosen() {
    LinearAlgebra made = chosen;
    return made == null ? choose() : made;
  }

  private synchronized LinearAlgebra choose() {
    if (chosen == null) {
      Optional<LinearAlgebra> sound =
          choice == LinearAlgebraChoice.PLAIN ? Optional.empty() : firstSound();
      if (sound.isEmpty() && choice == LinearAlgebraChoice.NATIVE) {
        throw noNative();
      }
      chosen = sound.orElseGet(PlainLinearAlgebra::new);
    }
    return chosen;
  }

  private Optional<LinearAlgebra> firstSound() {
    for (Iterator<LinearAlgebra> candidates = found.iterator(); ; ) {
      try {
        if (!candidates.hasNext()) {
          return Optional.empty();
        }
        LinearAlgebra candidate = candidates.next();
        SoundnessCheck.check(candidate);
        return Optional.of(candidate);
      } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
        problems.add(reason(broken));
      }
    }
  }

  private static String reason(Throwable broken) {
    return MissingClass.in(broken)
        .map(missing -> "the class " + missing.name() + " is missing, so " + missing.cure())
        .orElseGet(
            () ->
                broken.getMessage() + (broken.getCause() == null ? "" : ": " + broken.getCause()));
  }

  private WoqException noNative() {
    return CoreError.PROVIDERS.because(
        "no native linear algebra works"
            + (problems.isEmpty() ? "" : ": " + String.join("; ", problems)),
        "add "
            + Artifacts.ofService(LinearAlgebra.class)
            + " and its native library for this platform, or set "
            + RecipeKeys.LINEAR_ALGEBRA
            + " to "
            + OptionSpec.written(LinearAlgebraChoice.AUTO));
  }
}
