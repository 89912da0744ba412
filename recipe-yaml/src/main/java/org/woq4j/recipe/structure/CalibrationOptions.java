package org.woq4j.recipe.structure;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;

/** The options that all calibration sources share. They make a {@link Calibration}. */
public final class CalibrationOptions {

  /** How to treat a weight without captured activations. */
  public enum OnMissing {
    /** It is rounded to nearest. */
    RTN,
    /** Nothing is quantized. */
    ERROR;

    /** {@return the algorithm that quantizes such a weight; empty if it is an error} */
    public Optional<Reference> algorithm() {
      return this == ERROR ? Optional.empty() : Optional.of(Reference.of(OptionSpec.written(this)));
    }
  }

  /** How layers are calibrated. */
  public static final OptionSpec<Mode> MODE =
      OptionSpec.choice(RecipeKeys.MODE, Mode.class)
          .defaultsTo(Mode.ONE_PASS)
          .doc(
              "one-pass: all layers are calibrated on the float model. sequential: layer after",
              "layer, each on the outputs of the quantized layers before it.")
          .build();

  /** Execution providers for the float model. */
  public static final OptionSpec<List<String>> PROVIDERS =
      OptionSpec.texts(RecipeKeys.PROVIDERS)
          .defaultsTo(List.of())
          .doc(
              "Execution providers of ONNX Runtime for the float model, in order of preference;",
              "empty: the CPU.")
          .build();

  /** How to treat weights without captured activations. */
  public static final OptionSpec<OnMissing> ON_MISSING =
      OptionSpec.choice(RecipeKeys.ON_MISSING, OnMissing.class)
          .defaultsTo(OnMissing.RTN)
          .doc(
              "For weights without captured activations. rtn: they are rounded to nearest.",
              "error: the run fails, and nothing is quantized.")
          .build();

  /** All of them, in the order in which they are described. */
  public static final List<OptionSpec<?>> ALL = List.of(MODE, PROVIDERS, ON_MISSING);

  private CalibrationOptions() {}
}
