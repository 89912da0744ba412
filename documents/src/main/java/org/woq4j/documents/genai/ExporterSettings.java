package org.woq4j.documents.genai;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.documents.error.DocumentsError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the exporter of a decoder wrote about it.
 *
 * @param file the file of {@code config}
 * @param config the form of the model
 * @param generation how it generates; empty without such a file
 */
record ExporterSettings(Path file, ObjectNode config, ObjectNode generation) {

  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";

  /**
   * The settings in a folder.
   *
   * @throws org.woq4j.api.WoqException if {@code config.json} is missing, or a file is not JSON
   */
  static ExporterSettings of(Path folder) {
    Path config = folder.resolve(CONFIG);
    Path generation = folder.resolve(GENERATION);
    if (!Files.exists(config)) {
      throw cannotMake(folder + " has no " + CONFIG);
    }
    return new ExporterSettings(
        config,
        JsonTree.read(config, DocumentsError.GENAI),
        Files.exists(generation)
            ? JsonTree.read(generation, DocumentsError.GENAI)
            : JsonTree.object());
  }

  /** The error of a configuration that cannot be made. */
  static RuntimeException cannotMake(String reason) {
    return DocumentsError.GENAI.because(
        "genai_config.json is missing and cannot be made: " + reason,
        "make it with the model builder of ONNX Runtime GenAI, or choose the layout plain");
  }

  /** The whole number of the first key that the model's form has. */
  int size(String... keys) {
    return optionalSize(keys)
        .orElseThrow(() -> cannotMake(file + " has no whole number '" + keys[0] + "'"));
  }

  /** The whole number of the first key that the model's form has; empty if it has none. */
  Optional<Integer> optionalSize(String... keys) {
    return List.of(keys).stream()
        .flatMap(key -> config.optional(key).stream())
        .filter(JsonNode::isInt)
        .map(JsonNode::intValue)
        .findFirst();
  }

  /** The text of a key of the model's form. */
  Optional<String> text(String key) {
    return config.optional(key).flatMap(JsonNode::stringValueOpt);
  }

  /** The name of the model's class. */
  Optional<String> architecture() {
    return config
        .optional("architectures")
        .flatMap(all -> all.optional(0))
        .flatMap(JsonNode::stringValueOpt);
  }

  /** A value for generation, which the file about generation decides first. */
  Optional<JsonNode> generation(String key) {
    return generation.optional(key).or(() -> config.optional(key)).filter(value -> !value.isNull());
  }
}
