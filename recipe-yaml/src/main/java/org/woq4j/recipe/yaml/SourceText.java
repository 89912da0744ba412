package org.woq4j.recipe.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;

/** Decodes the bytes of a file into text for a YAML parser. */
public final class SourceText {

  /** The largest size of a recipe, in bytes. */
  public static final int MOST_BYTES = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private SourceText() {}

  /**
   * Decodes a file.
   *
   * @param bytes content of the file
   * @param name name of the file, for problems
   * @param issues receives the problem
   * @return the text; empty if there was a problem
   */
  public static Optional<String> decode(byte[] bytes, String name, List<Issue> issues) {
    if (bytes.length > MOST_BYTES) {
      issues.add(
          Issue.of("the recipe is larger than 1 MiB", "use fewer rules with broader patterns")
              .at(Optional.of(new Location(name, 0, 0))));
      return Optional.empty();
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    boolean malformed = decoder.decode(ByteBuffer.wrap(bytes), decoded, true).isError();
    String text = decoded.flip().toString();
    if (malformed) {
      issues.add(
          Issue.of("the recipe is not UTF-8 here", "save it in UTF-8")
              .at(Optional.of(locate(text, text.length(), name))));
      return Optional.empty();
    }
    String marked = text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
    return firstForbidden(marked)
        .map(
            index -> {
              issues.add(forbidden(marked, index).at(Optional.of(locate(marked, index, name))));
              return Optional.<String>empty();
            })
        .orElse(Optional.of(marked));
  }

  private static Issue forbidden(String text, int index) {
    return Issue.of(
        "YAML does not allow the character U+%04X".formatted((int) text.charAt(index)),
        "remove it, or write it as an escape in double quotes");
  }

  /**
   * Looks for a character that YAML 1.2 (5.1, c-printable) does not allow.
   *
   * @param text any text
   * @return index of the first such character; empty if all are allowed
   */
  public static Optional<Integer> firstForbidden(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c >= 0x7F && c < 0xA0;
      if ((control && c != 0x85) || c == BYTE_ORDER_MARK || c > 0xFFFD) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static Location locate(String text, int index, String name) {
    String before = text.substring(0, index);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int start = before.lastIndexOf('\n') + 1;
    return new Location(name, line, 1 + before.codePointCount(start, index));
  }
}
