package org.woq4j.documents.genai;

import java.nio.file.Path;
import org.woq4j.api.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects as trees, for files whose keys belong to other programs. */
final class JsonTree {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonTree() {}

  /** An empty object. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a file.
   *
   * @param failure the code of the error
   * @throws org.woq4j.api.WoqException if it cannot be read or holds no JSON object
   */
  static ObjectNode read(Path file, ErrorCode failure) {
    try {
      JsonNode tree = MAPPER.readTree(file);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw failure.because(file + " holds no JSON object", "check the file");
    } catch (JacksonException wrong) {
      throw failure.because(
          file + " cannot be read: " + wrong.getOriginalMessage(), "check the file");
    }
  }

  /** The indented text of a tree, with a line break at its end. */
  static String text(JsonNode tree) {
    DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
    PrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return MAPPER.writer().with(printer).writeValueAsString(tree) + "\n";
  }
}
