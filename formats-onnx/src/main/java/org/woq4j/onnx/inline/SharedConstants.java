package org.woq4j.onnx.inline;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.ScopeEdits;
import org.woq4j.onnx.proto.TensorProto;

/**
 * The large constants of functions. Each becomes one initializer of the main graph that all inlined
 * calls read, so that it is stored once, as in the function.
 */
final class SharedConstants {

  private final NameGenerator names;

  /** By serialized tensors without names. */
  private final Map<ByteString, String> known = new HashMap<>();

  private final List<TensorProto> waiting = new ArrayList<>();

  SharedConstants(NameGenerator names) {
    this.names = names;
  }

  /**
   * The name of the initializer with the elements of a tensor.
   *
   * @param tensor whose bytes stay in a file: it is compared by their place
   * @param wish the name where nothing else has it
   */
  String name(TensorProto tensor, String wish) {
    TensorProto unnamed = tensor.toBuilder().clearName().build();
    return known.computeIfAbsent(
        unnamed.toByteString(),
        key -> {
          String name = names.value(wish);
          waiting.add(unnamed.toBuilder().setName(name).build());
          return name;
        });
  }

  /** Adds the new ones to the main graph. */
  void moveTo(ScopeEdits main) {
    waiting.forEach(main::addInitializer);
    waiting.clear();
  }
}
