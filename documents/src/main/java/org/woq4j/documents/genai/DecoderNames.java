package org.woq4j.documents.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.woq4j.core.files.GenaiConfiguration.Names;
import tools.jackson.databind.node.ObjectNode;

/** The names of a decoder's inputs and outputs, which ONNX Runtime GenAI expects. */
final class DecoderNames {

  private static final String IDS = "input_ids";

  /** Inputs of a decoder besides its cache. */
  private static final List<String> INPUTS = List.of(IDS, "attention_mask", "position_ids");

  private static final String LOGITS = "logits";
  private static final List<String> PAST =
      List.of("past_key_values.%d.key", "past_key_values.%d.value");
  private static final List<String> PRESENT = List.of("present.%d.key", "present.%d.value");

  private final Names names;
  private final int layers;

  private DecoderNames(Names names, int layers) {
    this.names = names;
    this.layers = layers;
  }

  /**
   * The names of a decoder.
   *
   * @throws org.woq4j.api.WoqException if it has no cache, lacks another input or output, or has an
   *     input that ONNX Runtime GenAI does not feed
   */
  static DecoderNames of(Names names) {
    int layers = 0;
    while (names.inputs().containsAll(ofLayer(PAST, layers))) {
      layers++;
    }
    List<String> inputs = new ArrayList<>(List.of(IDS));
    List<String> outputs = new ArrayList<>(List.of(LOGITS));
    for (int layer = 0; layer < Math.max(layers, 1); layer++) {
      inputs.addAll(ofLayer(PAST, layer));
      outputs.addAll(ofLayer(PRESENT, layer));
    }
    requireAll("input", inputs, names.inputs());
    requireAll("output", outputs, names.outputs());
    for (String input : names.inputs()) {
      if (!inputs.contains(input) && !INPUTS.contains(input)) {
        throw ExporterSettings.cannotMake(
            "ONNX Runtime GenAI does not feed the model's input '" + input + "'");
      }
    }
    return new DecoderNames(names, layers);
  }

  private static List<String> ofLayer(List<String> patterns, int layer) {
    return patterns.stream().map(pattern -> pattern.formatted(layer)).toList();
  }

  private static void requireAll(String what, List<String> expected, List<String> names) {
    Set<String> present = Set.copyOf(names);
    for (String name : expected) {
      if (!present.contains(name)) {
        throw ExporterSettings.cannotMake("the model has no " + what + " '" + name + "'");
      }
    }
  }

  /** The number of layers that have a cache. */
  int layers() {
    return layers;
  }

  /** The inputs that the model has, as the configuration names them. */
  ObjectNode inputs() {
    ObjectNode written = JsonTree.object();
    INPUTS.stream().filter(names.inputs()::contains).forEach(name -> written.put(name, name));
    return written.put("past_key_names", PAST.get(0)).put("past_value_names", PAST.get(1));
  }

  /** The outputs, as the configuration names them. */
  ObjectNode outputs() {
    return JsonTree.object()
        .put(LOGITS, LOGITS)
        .put("present_key_names", PRESENT.get(0))
        .put("present_value_names", PRESENT.get(1));
  }
}
