package org.woq4j.core.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/** The settings of batches of matrices, which few formats store. */
record BatchSettings(Registry registry) {

  /** The kinds of readers of batches. */
  static final List<OperatorKind> KINDS =
      Stream.of(OperatorKind.values()).filter(OperatorKind::isBatched).toList();

  /** Stores matrices that are picked while the model runs; every ONNX operator set has it. */
  private static final String PICKED = "gather-block-quantized";

  /** Stores experts of a node that routes rows to them. */
  private static final String ROUTED = "qmoe";

  /** Stores the other kinds, but needs opset 21, so that it must be asked for. */
  private static final String ANY = "qdq";

  /** Whether the format of some settings stores weights of a kind, as far as is known here. */
  boolean holds(Settings settings, OperatorKind kind) {
    return settings.format().isPresent()
        && settings.format().map(Reference::id).flatMap(registry::emitter).stream()
            .map(NodeEmitter::kinds)
            .allMatch(kinds -> kinds.contains(kind));
  }

  /** The settings with a format that stores the kind; empty if it must be asked for. */
  Optional<Settings> instead(Settings settings, OperatorKind kind) {
    return ofItsOwn(kind)
        .filter(format -> registry.emitter(format).isPresent())
        .map(format -> settings.withFormat(Reference.of(format)));
  }

  private static Optional<String> ofItsOwn(OperatorKind kind) {
    return switch (kind) {
      case BATCHED_GATHER -> Optional.of(PICKED);
      case EXPERTS -> Optional.of(ROUTED);
      default -> Optional.empty();
    };
  }

  /** Why a batch for which no format needs to be asked stays as it is, without a full stop. */
  String reasonToSkip(Settings settings) {
    return "the format %s cannot store a batch of matrices; a rule with format: %s can"
        .formatted(settings.format().map(Reference::id).orElse("of the defaults"), ANY);
  }
}
