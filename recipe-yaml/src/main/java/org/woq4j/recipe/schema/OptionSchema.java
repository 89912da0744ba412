package org.woq4j.recipe.schema;

import java.util.List;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of one option's values. */
final class OptionSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private OptionSchema() {}

  static ObjectNode of(OptionSpec<?> spec) {
    ObjectNode schema = JSON.objectNode().put("description", spec.doc());
    if (spec.word().isPresent()) {
      ArrayNode forms = schema.putArray("anyOf");
      values(spec, forms.addObject());
      forms.addObject().put("const", spec.word().get());
    } else {
      values(spec, schema);
    }
    spec.defaultValue().ifPresent(value -> schema.set("default", byDefault(spec, value)));
    return schema;
  }

  private static JsonNode byDefault(OptionSpec<?> spec, Object value) {
    boolean isWord = spec.word().filter(spec.inRecipe(value)::equals).isPresent();
    return isWord ? JSON.stringNode(spec.inRecipe(value)) : json(value);
  }

  private static void values(OptionSpec<?> spec, ObjectNode schema) {
    switch (spec.kind()) {
      case BOOLEAN -> schema.put("type", "boolean");
      case INTEGER -> schema.put("type", "integer");
      case DECIMAL -> schema.put("type", "number");
      case TEXT, PATH -> schema.put("type", "string");
      case CHOICE -> choices(spec, schema.putArray("enum"));
      case TEXTS -> texts(schema.putArray("anyOf"));
      case ALGORITHM -> schema.put("$ref", "#/$defs/" + RecipeKeys.ALGORITHM);
    }
    range(spec, schema);
  }

  private static void choices(OptionSpec<?> spec, ArrayNode values) {
    spec.choices().forEach(choice -> values.add(json(spec.convert(choice))));
  }

  private static void texts(ArrayNode forms) {
    forms.addObject().put("type", "string");
    forms.addObject().put("type", "array").putObject("items").put("type", "string");
  }

  private static void range(OptionSpec<?> spec, ObjectNode schema) {
    boolean whole = spec.kind() == OptionSpec.Kind.INTEGER;
    String least = spec.leastExcluded() ? "exclusiveMinimum" : "minimum";
    spec.least().ifPresent(bound -> schema.set(least, number(bound, whole)));
    spec.greatest().ifPresent(bound -> schema.set("maximum", number(bound, whole)));
  }

  private static JsonNode number(double bound, boolean whole) {
    return whole && bound == Math.rint(bound)
        ? JSON.numberNode((long) bound)
        : JSON.numberNode(bound);
  }

  private static JsonNode json(Object value) {
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Double number) {
      return JSON.numberNode(number);
    }
    if (value instanceof List<?> list) {
      ArrayNode items = JSON.arrayNode();
      list.forEach(item -> items.add(json(item)));
      return items;
    }
    return value instanceof AlgorithmReference reference
        ? algorithm(reference)
        : JSON.stringNode(OptionSpec.written(value));
  }

  private static JsonNode algorithm(AlgorithmReference reference) {
    if (reference.options().given().isEmpty()) {
      return JSON.stringNode(reference.id());
    }
    ObjectNode mapping = JSON.objectNode().put(RecipeKeys.ID, reference.id());
    reference.options().given().forEach((name, value) -> mapping.set(name, json(value)));
    return mapping;
  }
}
