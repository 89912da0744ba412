package org.woq4j.core.deployment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.core.model.Emission;
import org.woq4j.core.registry.TargetChoice;
import org.woq4j.core.report.Target;

/**
 * Where the quantized model will run.
 *
 * @param choice the target with its options
 * @param runtime the version of ONNX Runtime there; empty for any
 * @param rowsPerCall finds rows of an activation in a call; empty if they are not known
 */
public record Destination(
    TargetChoice choice, Optional<RuntimeVersion> runtime, Supplier<OptionalInt> rowsPerCall) {

  /** The target's id. */
  public String id() {
    return choice.target().id();
  }

  /** Rows of an activation in a call; empty if they are not known. */
  public OptionalInt rows() {
    return rowsPerCall.get();
  }

  /** The target and the rows, for reports. */
  public Target described() {
    OptionalInt rows = rows();
    return new Target(id(), rows.isPresent() ? Optional.of(rows.getAsInt()) : Optional.empty());
  }

  /** The forms that the target chooses for a weight, the best first. */
  public List<FormChoice> choices(EmissionRequest wanted) {
    return choice.target().choices(wanted, rows(), choice.options());
  }

  /** How a stored weight runs there. */
  public Verdict judge(Emission emission) {
    RuntimeVersion least = RuntimeVersion.parse(emission.plan().leastRuntime());
    if (runtime.isPresent() && least.compareTo(runtime.get()) > 0) {
      return Verdict.not(
          "it needs ONNX Runtime " + least + ", and the target has " + runtime.get(),
          "leave the format open, or choose one that " + runtime.get() + " loads");
    }
    StoredForm form =
        new StoredForm(
            emission.emitter().id(),
            emission.request(),
            emission.plan(),
            emission
                .emitter()
                .nodes(new PlaceholderContext(emission.request(), emission.reader().node())));
    return choice.target().judge(form, rows(), choice.options());
  }
}
