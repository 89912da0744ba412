package org.woq4j.calibration.text;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON that every parser accepts. */
final class StrictJson {

  /** The native tokenizer accepts 127 levels; real files have fewer than ten. */
  private static final int MOST_LEVELS = 100;

  private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");
  private static final Gson GSON = new Gson();

  private StrictJson() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not JSON in UTF-8, is nested too deeply, or has a
   *     number or a character that some parsers refuse
   */
  static JsonElement read(Path file) throws IOException {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      json.setNestingLimit(MOST_LEVELS);
      JsonElement root = GSON.getAdapter(JsonElement.class).read(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("there is more after the end of the JSON value");
      }
      check(root);
      return root;
    } catch (CharacterCodingException wrong) {
      throw new IllegalArgumentException("it is not valid UTF-8", wrong);
    } catch (MalformedJsonException | EOFException wrong) {
      throw new IllegalArgumentException("it is not valid JSON" + place(wrong), wrong);
    }
  }

  private static String place(IOException wrong) {
    Matcher place = PLACE.matcher(String.valueOf(wrong.getMessage()));
    return place.find() ? ", " + place.group() : "";
  }

  private static void check(JsonElement value) {
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        check(entry.getKey());
        check(entry.getValue());
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(StrictJson::check);
    } else if (value instanceof JsonPrimitive primitive) {
      if (primitive.isString()) {
        check(primitive.getAsString());
      } else if (primitive.isNumber() && !Double.isFinite(primitive.getAsDouble())) {
        throw new IllegalArgumentException("the number " + primitive + " is too large");
      }
    }
  }

  /** Half a surrogate pair cannot be in a file in UTF-8, only in an escape. */
  private static void check(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("a \\u escape is half a character");
    }
  }
}
