package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.write.StagedOutput;
import org.woq4j.onnx.write.TensorSlot;

/**
 * The new tensors of one weight and of its copies. Tensors of the same role and layout are stored
 * once. If a matrix product reads them, they are stored in its dimensions, because its kernels
 * require a constant without a Reshape. Immutable.
 */
final class StoredTensors {

  /** A tensor of the output: its name, its stored form, and its slot. */
  record Stored(String name, TensorSpec spec, TensorSlot slot) {}

  private final GraphScope home;
  private final Map<List<String>, Stored> tensors = new LinkedHashMap<>();

  /**
   * Reserves the tensors of a replacement, in the order of its emissions.
   *
   * @param home the graph that will hold them
   */
  StoredTensors(
      Replacement replacement, GraphScope home, NameGenerator names, StagedOutput output) {
    this.home = home;
    List<Emission> emissions = new ArrayList<>(replacement.emissions());
    emissions.sort(Comparator.comparing(emission -> emission.reader().kind()));
    for (Emission emission : emissions) {
      for (TensorSpec spec : emission.plan().tensors()) {
        if (!tensors.containsKey(key(spec))) {
          String name = names.value(replacement.weight().tensor() + "_" + spec.role());
          TensorSlot slot = output.reserve(name, DataType.of(spec.type()), spec.dims());
          tensors.put(key(spec), new Stored(name, spec, slot));
        }
      }
    }
  }

  /** The graph that holds them. */
  GraphScope home() {
    return home;
  }

  /** All of them. */
  List<Stored> all() {
    return List.copyOf(tensors.values());
  }

  /** Their names. */
  List<String> names() {
    return tensors.values().stream().map(Stored::name).toList();
  }

  /** Where a tensor of an emission is stored. */
  Stored of(TensorSpec spec) {
    return Objects.requireNonNull(tensors.get(key(spec)), "the tensor was not reserved");
  }

  private static List<String> key(TensorSpec spec) {
    return List.of(spec.role(), spec.layout());
  }

  /** Receives the bytes of an emission's tensors. */
  TensorSink sink(Emission emission, StagedOutput output) {
    return (role, offset, bytes, from, length) ->
        output.write(of(spec(emission, role)).slot(), offset, bytes, from, length);
  }

  /** The tensor that an emission has in a role. */
  static TensorSpec spec(Emission emission, String role) {
    return emission.plan().tensors().stream()
        .filter(spec -> spec.role().equals(role))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the format '%s' planned no tensor '%s'"
                        .formatted(emission.emitter().id(), role)));
  }
}
