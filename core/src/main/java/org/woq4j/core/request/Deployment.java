package org.woq4j.core.request;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.api.Location;

/**
 * Where the quantized model will run.
 *
 * @param target the target with its own options
 * @param rows rows of an activation in a call; empty if the model and the data show them
 * @param runtime the version of ONNX Runtime that runs it, such as {@code 1.20}; empty for any
 */
public record Deployment(Reference target, OptionalInt rows, Optional<String> runtime) {

  /** The target that a request has where it names none and the target is on the class path. */
  public static final Deployment DEFAULT = of("cpu");

  public Deployment {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(runtime, "runtime");
  }

  /** A target with its default options. */
  public static Deployment of(String target) {
    return new Deployment(Reference.of(target), OptionalInt.empty(), Optional.empty());
  }

  /** The same with a number of rows in a call. */
  public Deployment withRows(int number) {
    return new Deployment(target, OptionalInt.of(number), runtime);
  }

  /** The same with a version of ONNX Runtime, such as {@code 1.20}. */
  public Deployment withRuntime(String version) {
    return new Deployment(target, rows, Optional.of(version));
  }

  /** Where the user wrote it. */
  public Optional<Location> location() {
    return target.location();
  }
}
