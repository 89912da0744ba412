package org.woq4j.core.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.option.OptionSpec;

/**
 * Where activations come from.
 *
 * @param source the calibration source by its id, with its options
 * @param mode whether layers are quantized independently or one after the other
 * @param providers execution providers for the float model, best first; empty for the default
 * @param onMissing the algorithm for weights whose activations cannot be captured; it must need no
 *     data. Empty: such a weight is an error
 */
public record Calibration(
    Reference source, Mode mode, List<String> providers, Optional<Reference> onMissing) {

  /** In which order layers are calibrated and quantized. */
  public enum Mode {
    /** All are calibrated on the float model. */
    ONE_PASS,
    /** Each is calibrated on the model with all earlier layers quantized. */
    SEQUENTIAL;

    /** How a user gets this mode: the cure of an issue that the other mode causes. */
    public String cure() {
      return "set the calibration's " + RecipeKeys.MODE + " to " + OptionSpec.written(this);
    }
  }

  public Calibration {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(mode, "mode");
    providers = List.copyOf(providers);
    Objects.requireNonNull(onMissing, "onMissing");
  }

  /**
   * Calibration on all data of a source, with the default execution provider. A weight whose
   * activations cannot be captured is an error.
   */
  public static Calibration of(Reference source) {
    return new Calibration(source, Mode.ONE_PASS, List.of(), Optional.empty());
  }
}
