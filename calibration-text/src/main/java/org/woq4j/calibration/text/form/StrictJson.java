package org.woq4j.calibration.text.form;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON that every parser accepts. */
final class StrictJson {

  /** The native tokenizer accepts 127 levels; real files have fewer than ten. */
  private static final int MOST_LEVELS = 100;

  /** A number without an exponent and with no more digits is within the range of a double. */
  private static final int MOST_DIGITS = 300;

  private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");
  private static final Gson GSON = new Gson();

  private StrictJson() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not JSON in UTF-8, is nested too deeply, or has a
   *     number that is too large
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
      checkNumbers(root);
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

  /** Only some parsers take a number beyond the range of a double. */
  private static void checkNumbers(JsonElement value) {
    if (value instanceof JsonObject object) {
      object.asMap().values().forEach(StrictJson::checkNumbers);
    } else if (value instanceof JsonArray array) {
      array.forEach(StrictJson::checkNumbers);
    } else if (value instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && mayBeTooLarge(primitive.getAsString())
        && !Double.isFinite(primitive.getAsDouble())) {
      throw new IllegalArgumentException("the number " + primitive + " is too large");
    }
  }

  /** A vocabulary has many numbers, and to compute the value of each takes long. */
  private static boolean mayBeTooLarge(String number) {
    return number.length() > MOST_DIGITS || number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
  }
}
