package org.woq4j.recipe.structure;

import java.util.List;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;

/** The options that all targets share. They make a {@link org.woq4j.core.request.Deployment}. */
public final class TargetOptions {

  /** Rows in a call; 0 where they are not given. */
  public static final OptionSpec<Integer> ROWS =
      OptionSpec.integer(RecipeKeys.ROWS)
          .atLeast(0)
          .defaultsTo(0)
          .doc(
              "Rows of an activation in a call, such as the tokens of a sentence. 0: 1 if the model",
              "has a key-value cache, else as many as a calibration sample has.")
          .build();

  /** Any version, where none is given. */
  public static final String ANY = "any";

  /** The version of ONNX Runtime. */
  public static final OptionSpec<String> RUNTIME =
      OptionSpec.text(RecipeKeys.RUNTIME)
          .defaultsTo(ANY)
          .doc(
              "The version of ONNX Runtime that runs the model, in quotes, such as \"1.20\";",
              "any: a version that has what the chosen forms need.")
          .build();

  /** All of them, in the order in which they are described. */
  public static final List<OptionSpec<?>> ALL = List.of(ROWS, RUNTIME);

  private TargetOptions() {}
}
