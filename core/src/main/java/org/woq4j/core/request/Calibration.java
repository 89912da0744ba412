package org.woq4j.core.request;

import java.util.List;
import java.util.Objects;

/**
 * Where activations come from.
 *
 * @param source the calibration source by its id, with its options
 * @param mode whether layers are quantized apart or one after the other
 * @param providers execution providers that run the float model, best first; empty for the default
 * @param onMissing what is done with a weight whose activation cannot be had
 */
public record Calibration(
    Reference source, Mode mode, List<String> providers, OnMissing onMissing) {

  /** In which order layers are calibrated and quantized. */
  public enum Mode {
    /** All are calibrated on the float model. */
    ONE_PASS,
    /** Each is calibrated on the model in which those before it are quantized. */
    SEQUENTIAL
  }

  /** What is done with a weight whose activation cannot be had. */
  public enum OnMissing {
    /** It is rounded to nearest, and plan and report say so. */
    RTN,
    /** It is an error. */
    ERROR
  }

  public Calibration {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(mode, "mode");
    providers = List.copyOf(providers);
    Objects.requireNonNull(onMissing, "onMissing");
  }

  /** Calibration on all that a source gives, run by the default provider. */
  public static Calibration of(Reference source) {
    return new Calibration(source, Mode.ONE_PASS, List.of(), OnMissing.RTN);
  }
}
