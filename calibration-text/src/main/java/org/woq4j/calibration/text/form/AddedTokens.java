package org.woq4j.calibration.text.form;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a tokenizer takes out of a text before its model sees the rest. It looks for some
 * of them as the normalizer writes them. Only the native library knows that form. The library ends
 * the process at the first text if a form is empty, or if two tokens claim the same white space.
 */
public final class AddedTokens {

  private static final Pattern SPACE = Pattern.compile("\\s*", Pattern.UNICODE_CHARACTER_CLASS);

  private final @Nullable JsonElement normalizer;
  private final List<JsonObject> tokens = new ArrayList<>();

  AddedTokens(JsonObject tokenizer) {
    normalizer = tokenizer.get("normalizer");
    if (tokenizer.get("added_tokens") instanceof JsonArray added) {
      for (JsonElement token : added) {
        // The library ignores an added token without characters.
        if (token instanceof JsonObject object && !content(object).isEmpty()) {
          tokens.add(object);
        }
      }
    }
  }

  /** {@return whether some of the tokens are normalized} */
  public boolean areNormalized() {
    return normalizer instanceof JsonObject
        && tokens.stream().anyMatch(token -> is(token, "normalized"));
  }

  /**
   * A tokenizer with the same normalizer that splits a text into the bytes of its normalized form.
   * The id of a token is its byte.
   *
   * @return a tokenizer.json
   */
  public String byteTokenizer() {
    JsonObject vocabulary = new JsonObject();
    int[] characters = ByteLevel.characters();
    for (int value = 0; value < characters.length; value++) {
      vocabulary.addProperty(Character.toString(characters[value]), value);
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "BPE");
    model.add("vocab", vocabulary);
    model.add("merges", new JsonArray());
    JsonObject bytes = new JsonObject();
    bytes.addProperty("type", "ByteLevel");
    bytes.addProperty("add_prefix_space", false);
    bytes.addProperty("trim_offsets", false);
    bytes.addProperty("use_regex", false);
    JsonObject tokenizer = new JsonObject();
    tokenizer.add("normalizer", normalizer);
    tokenizer.add("pre_tokenizer", bytes);
    tokenizer.add("model", model);
    tokenizer.add("post_processor", JsonNull.INSTANCE);
    return tokenizer.toString();
  }

  /**
   * Checks the tokens.
   *
   * @param normalized the normalized form of a text
   * @throws IllegalArgumentException with the token and the problem, if the native library may end
   *     the process
   */
  public void check(UnaryOperator<String> normalized) {
    boolean takesSpaceBehind = tokens.stream().anyMatch(token -> is(token, "rstrip"));
    for (JsonObject token : tokens) {
      String content = content(token);
      String form = is(token, "normalized") ? normalized.apply(content) : content;
      if (form.isEmpty()) {
        throw wrong(token, "is empty after the normalizer");
      }
      if (takesSpaceBehind && is(token, "lstrip") && SPACE.matcher(form).matches()) {
        throw wrong(token, "is white space and has lstrip, and another token has rstrip");
      }
    }
  }

  private static IllegalArgumentException wrong(JsonObject token, String problem) {
    return new IllegalArgumentException(
        "added_tokens: the token " + token.get("content") + " " + problem);
  }

  private static String content(JsonObject token) {
    return TokenizerForm.text(token.get("content"));
  }

  private static boolean is(JsonObject token, String flag) {
    return token.get(flag) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
  }
}
