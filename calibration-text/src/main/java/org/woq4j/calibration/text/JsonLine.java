package org.woq4j.calibration.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;

/**
 * A line with a JSON object; one of its fields holds the sample.
 *
 * @param field name of that field
 */
record JsonLine(String field) implements LineFormat {

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  @Override
  public String sample(String line) {
    JsonElement value = parse(line).get(field);
    if (value == null) {
      throw new IllegalArgumentException("has no field '" + field + "'");
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new IllegalArgumentException("has no string in its field '" + field + "'");
    }
    return value.getAsString();
  }

  private static JsonObject parse(String line) {
    try {
      JsonElement parsed = GSON.fromJson(line, JsonElement.class);
      if (parsed != null && parsed.isJsonObject()) {
        return parsed.getAsJsonObject();
      }
    } catch (JsonParseException broken) {
      throw new IllegalArgumentException("is not valid JSON", broken);
    }
    throw new IllegalArgumentException("is not a JSON object");
  }
}
