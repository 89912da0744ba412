package org.woq4j.recipe.structure;

import java.util.List;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.Evaluation.OnFailure;
import org.woq4j.core.request.RecipeKeys;

/** The options of an evaluation besides those of its source. They make an {@link Evaluation}. */
public final class EvaluationOptions {

  /** The most samples. */
  public static final OptionSpec<Integer> SAMPLES =
      OptionSpec.integer(RecipeKeys.SAMPLES)
          .atLeast(-1)
          .defaultsTo(-1)
          .doc("Number of samples to evaluate on, from the beginning of the data; -1: all.")
          .build();

  /** What happens to a model that misses a requirement. */
  public static final OptionSpec<OnFailure> ON_FAILURE =
      OptionSpec.choice(RecipeKeys.ON_FAILURE, OnFailure.class)
          .defaultsTo(OnFailure.DISCARD)
          .doc(
              "For a model that misses a requirement. discard: the output is left as it was.",
              "keep: the model is moved into place. The exit code is 5 in both cases.")
          .build();

  /** All of them, in the order in which they are described. */
  public static final List<OptionSpec<?>> ALL = List.of(SAMPLES, ON_FAILURE);

  private EvaluationOptions() {}
}
