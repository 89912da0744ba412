package org.woq4j.core.rules;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/** The settings of batches of matrices, which few formats store. */
record BatchSettings(Registry registry) {

  /** Stores matrices that are picked while the model runs; every ONNX operator set has it. */
  private static final String PICKED = "gather-block-quantized";

  /** Stores every kind, but needs opset 21, so that it must be asked for. */
  private static final String ANY = "qdq";

  /** Whether the format of some settings stores weights of a kind, as far as is known here. */
  boolean holds(Settings settings, OperatorKind kind) {
    return settings.format().map(Reference::id).flatMap(registry::emitter).stream()
        .map(NodeEmitter::kinds)
        .allMatch(kinds -> kinds.contains(kind));
  }

  /** The settings with a format that stores the kind; empty if one must be asked for. */
  Optional<Settings> instead(Settings settings, OperatorKind kind) {
    return kind == OperatorKind.BATCHED_GATHER && registry.emitter(PICKED).isPresent()
        ? Optional.of(settings.withFormat(Reference.of(PICKED)))
        : Optional.empty();
  }

  /** Why a batch stays as it is, and what would help, without a full stop. */
  String reasonToSkip(Settings settings, OperatorKind kind) {
    List<String> formats =
        kind == OperatorKind.BATCHED_GATHER ? List.of(PICKED, ANY) : List.of(ANY);
    return "the format %s cannot store a batch of matrices; a rule with format: %s can"
        .formatted(
            settings.format().map(Reference::id).orElse("of the defaults"),
            String.join(" or ", formats));
  }
}
