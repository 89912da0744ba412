package org.woq4j.calibration.text.form;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The form of a tokenizer.json. The native library refuses most damaged files, but some end the
 * whole process: when it reads them, or later, at the first text that meets the damage. This class
 * refuses those, and leaves the rest to the library. Its rules go by the names of fields, because
 * the library also reads parts without a type.
 */
public final class TokenizerForm {

  private static final int BYTES = 256;

  /** Characters of a regular expression that a message shows. */
  private static final int MOST_SHOWN = 60;

  private final JsonObject tokenizer;
  private final List<JsonObject> normalizers = new ArrayList<>();
  private final List<JsonObject> preTokenizers = new ArrayList<>();

  private TokenizerForm(JsonObject tokenizer) {
    this.tokenizer = tokenizer;
    collect(tokenizer.get("normalizer"), normalizers);
    collect(tokenizer.get("pre_tokenizer"), preTokenizers);
  }

  /**
   * Checks a file.
   *
   * @return its added tokens, whose form only the library knows; they must be checked, too
   * @throws IllegalArgumentException with the place and the problem, if the native library may end
   *     the process on this file
   */
  public static AddedTokens check(Path file) throws IOException {
    if (!(StrictJson.read(file) instanceof JsonObject tokenizer)) {
      throw new IllegalArgumentException("it is not a JSON object");
    }
    TokenizerForm form = new TokenizerForm(tokenizer);
    List.of("normalizer", "pre_tokenizer", "post_processor", "decoder")
        .forEach(part -> checkPart(part, tokenizer.get(part)));
    form.checkNormalizers();
    form.checkPreTokenizers();
    form.checkTemplates();
    if (tokenizer.get("model") instanceof JsonObject model) {
      form.checkUnknownToken(model);
      checkMerges(model);
    }
    return new AddedTokens(tokenizer);
  }

  private void checkNormalizers() {
    for (JsonObject normalizer : normalizers) {
      if (isText(normalizer.get("prepend"), "")) {
        throw wrong("normalizer", "it prepends an empty text");
      }
      if (normalizer.get("pattern") instanceof JsonObject pattern
          && isText(pattern.get("String"), "")
          && !isText(normalizer.get("content"), "")) {
        throw wrong("normalizer", "it replaces an empty pattern");
      }
      if (normalizer.has("precompiled_charsmap") || isText(normalizer.get("type"), "Precompiled")) {
        CharacterMap.check(text(normalizer.get("precompiled_charsmap")));
      }
    }
  }

  /** The library also reads lists of values without their names, which the other rules go by. */
  private static void checkPart(String place, @Nullable JsonElement part) {
    if (part instanceof JsonArray) {
      throw wrong(place, "its values have no names");
    }
    if (part instanceof JsonObject object) {
      object.asMap().forEach((name, inner) -> checkParts(place + "." + name, inner));
      if (object.get("pattern") instanceof JsonObject pattern && pattern.has("Regex")) {
        checkExpression(place, text(pattern.get("Regex")), text(object.get("content")));
      }
    }
  }

  private static void checkParts(String place, JsonElement parts) {
    if (parts instanceof JsonArray list) {
      for (int i = 0; i < list.size(); i++) {
        checkPart(place + "[" + i + "]", list.get(i));
      }
    } else {
      checkPart(place, parts);
    }
  }

  private static void checkExpression(String place, String expression, String content) {
    try {
      if (RegularExpression.of(expression).mayBeEmpty() && !content.isEmpty()) {
        throw new IllegalArgumentException("it also matches where there is no character");
      }
    } catch (IllegalArgumentException wrong) {
      String start = expression.substring(0, Math.min(expression.length(), MOST_SHOWN));
      String shown = start + (start.equals(expression) ? "" : "…");
      throw wrong(place, "its Regex '" + shown + "' cannot be used: " + wrong.getMessage());
    }
  }

  private void checkPreTokenizers() {
    for (JsonObject preTokenizer : preTokenizers) {
      if (isNumber(preTokenizer.get("length")) && preTokenizer.get("length").getAsDouble() == 0) {
        throw wrong("pre_tokenizer", "its length is 0");
      }
    }
  }

  /** The template for one text; the one for two is never used. */
  private void checkTemplates() {
    List<JsonObject> processors = new ArrayList<>();
    collect(tokenizer.get("post_processor"), processors);
    processors.removeIf(processor -> !(processor.get("single") instanceof JsonArray));
    if (processors.size() > 1) {
      throw wrong("post_processor", "it has two templates, and the library takes one");
    }
    for (JsonObject template : processors) {
      if (template.get("special_tokens") instanceof JsonObject special) {
        template.getAsJsonArray("single").forEach(piece -> checkPiece(piece, special));
      }
    }
  }

  private static void checkPiece(JsonElement piece, JsonObject special) {
    if (!(piece instanceof JsonObject object)) {
      return;
    }
    if (object.get("Sequence") instanceof JsonObject sequence && !isText(sequence.get("id"), "A")) {
      throw wrong("post_processor", "its template for one text names a second text");
    }
    if (object.get("SpecialToken") instanceof JsonObject token
        && !special.has(text(token.get("id")))) {
      throw wrong(
          "post_processor",
          "its template has the token '" + text(token.get("id")) + "', which special_tokens lacks");
    }
  }

  /** What the model knows no token for becomes the unknown token, which must exist. */
  private void checkUnknownToken(JsonObject model) {
    JsonElement vocabulary = model.get("vocab");
    if (vocabulary instanceof JsonArray && !isNumber(model.get("unk_id"))) {
      throw wrong("model", "it has no unk_id, the place of the unknown token in vocab");
    }
    String unknown = text(model.get("unk_token"));
    if (vocabulary instanceof JsonObject tokens
        && isText(model.get("unk_token"), unknown)
        && !tokens.has(unknown)
        && !knowsEachByte(model, tokens)) {
      throw wrong("model", "its unk_token '" + unknown + "' is not in vocab");
    }
  }

  /** Whether any text can be written with the tokens of single bytes. */
  private boolean knowsEachByte(JsonObject model, JsonObject tokens) {
    boolean fallsBack =
        model.has("byte_fallback")
            && IntStream.range(0, BYTES)
                .allMatch(value -> tokens.has(String.format(Locale.ROOT, "<0x%02X>", value)));
    boolean byBytes =
        normalizers.stream().anyMatch(TokenizerForm::isByteLevel)
            || preTokenizers.stream().anyMatch(TokenizerForm::isByteLevel);
    return fallsBack
        || (byBytes
            && IntStream.of(ByteLevel.characters())
                .allMatch(each -> tokens.has(Character.toString(each))));
  }

  private static boolean isByteLevel(JsonObject part) {
    return isText(part.get("type"), "ByteLevel");
  }

  private static void checkMerges(JsonObject model) {
    if (model.get("merges") instanceof JsonArray merges
        && model.get("vocab") instanceof JsonObject vocabulary) {
      String prefix = text(model.get("continuing_subword_prefix"));
      merges.forEach(merge -> checkMerge(merge, prefix, vocabulary));
    }
  }

  /** The library cuts the prefix off the second part, and looks the result up, without looking. */
  private static void checkMerge(JsonElement merge, String prefix, JsonObject vocabulary) {
    byte[] cut = prefix.getBytes(StandardCharsets.UTF_8);
    byte[] second = second(merge).getBytes(StandardCharsets.UTF_8);
    boolean cuts =
        second.length == cut.length
            || (second.length > cut.length && (second[cut.length] & 0xC0) != 0x80);
    if (!cuts) {
      throw wrong("model", "the merge " + merge + " has no continuing_subword_prefix");
    }
    int rest = second.length - cut.length;
    String merged = first(merge) + new String(second, cut.length, rest, StandardCharsets.UTF_8);
    if (!vocabulary.has(merged)) {
      throw wrong("model", "the merge " + merge + " makes a token that vocab lacks");
    }
  }

  private static String first(JsonElement merge) {
    return merge instanceof JsonArray pair && pair.size() == 2
        ? text(pair.get(0))
        : text(merge).substring(0, Math.max(0, text(merge).indexOf(' ')));
  }

  private static String second(JsonElement merge) {
    return merge instanceof JsonArray pair && pair.size() == 2
        ? text(pair.get(1))
        : text(merge).substring(text(merge).indexOf(' ') + 1);
  }

  private static void collect(@Nullable JsonElement part, List<JsonObject> into) {
    if (part instanceof JsonObject object) {
      into.add(object);
      object.asMap().values().forEach(inner -> collect(inner, into));
    } else if (part instanceof JsonArray array) {
      array.forEach(inner -> collect(inner, into));
    }
  }

  private static boolean isText(@Nullable JsonElement value, String text) {
    return value != null
        && value.isJsonPrimitive()
        && value.getAsJsonPrimitive().isString()
        && value.getAsString().equals(text);
  }

  private static boolean isNumber(@Nullable JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
  }

  /** The text of a string; empty for any other value. */
  static String text(@Nullable JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
        ? value.getAsString()
        : "";
  }

  private static IllegalArgumentException wrong(String place, String problem) {
    return new IllegalArgumentException(place + ": " + problem);
  }
}
