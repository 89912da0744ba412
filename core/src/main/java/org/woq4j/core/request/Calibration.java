package org.woq4j.core.request;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Where activations come from.
 *
 * @param source the calibration source by its id, with its options
 * @param providers execution providers that run the float model, best first; empty for the default
 * @param memoryBound bytes that statistics may take; empty for a half of the Java heap, which is a
 *     quarter of the machine's memory where nothing else was said to Java
 * @param onMissing what is done with a weight whose activation cannot be had
 */
public record Calibration(
    Reference source, List<String> providers, OptionalLong memoryBound, OnMissing onMissing) {

  /** What is done with a weight whose activation cannot be had. */
  public enum OnMissing {
    /** It is rounded to nearest, and plan and report say so. */
    RTN,
    /** It is an error. */
    ERROR
  }

  public Calibration {
    Objects.requireNonNull(source, "source");
    providers = List.copyOf(providers);
    Objects.requireNonNull(memoryBound, "memoryBound");
    Objects.requireNonNull(onMissing, "onMissing");
  }

  /** Calibration on all that a source gives, run by the default provider. */
  public static Calibration of(Reference source) {
    return new Calibration(source, List.of(), OptionalLong.empty(), OnMissing.RTN);
  }
}
