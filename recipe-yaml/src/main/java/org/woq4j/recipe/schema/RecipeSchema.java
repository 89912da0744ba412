package org.woq4j.recipe.schema;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.folder.FolderLayout;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.recipe.structure.CalibrationOptions;
import org.woq4j.recipe.structure.EvaluationOptions;
import org.woq4j.recipe.structure.MemorySize;
import org.woq4j.recipe.structure.PluginKeys;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.structure.TargetOptions;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema (draft 2020-12) of recipes, with which editors complete and check them. It is made
 * from the options that validate recipes.
 */
public final class RecipeSchema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String LAYOUT_DOC = "Where the model lies in a folder of models.";
  private static final String DEFINITIONS = "#/$defs/";

  private final ObjectNode definitions = JSON.objectNode();

  private RecipeSchema() {}

  /**
   * {@return the schema for recipes that may name the given providers, as indented JSON}
   *
   * @param algorithms the algorithms
   * @param emitters the formats
   * @param sources the calibration sources
   * @param targets the deployment targets
   */
  public static String of(
      Collection<WeightOnlyAlgorithm> algorithms,
      Collection<NodeEmitter> emitters,
      Collection<CalibrationSource> sources,
      Collection<DeploymentTarget> targets) {
    return new RecipeSchema()
        .schema(algorithms, emitters, sources, targets)
        .toPrettyString()
        .replace("\r\n", "\n");
  }

  private ObjectNode schema(
      Collection<WeightOnlyAlgorithm> algorithms,
      Collection<NodeEmitter> emitters,
      Collection<CalibrationSource> sources,
      Collection<DeploymentTarget> targets) {
    ObjectNode algorithm = choice(RecipeKeys.ALGORITHM);
    algorithms.forEach(one -> add(algorithm, RecipeKeys.ALGORITHM, one.id(), one.options()));
    ObjectNode format = choice(RecipeKeys.FORMAT);
    emitters.forEach(one -> add(format, RecipeKeys.FORMAT, one.id(), one.options()));
    emitters.forEach(this::allowAuto);
    ObjectNode target = choice(RecipeKeys.TARGET);
    targets.forEach(one -> add(target, RecipeKeys.TARGET, one.id(), ofTarget(one)));

    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "woq4j recipe");
    ObjectNode root = closed(schema, RecipeKeys.MODEL, RecipeKeys.OUTPUT);
    root.set(
        RecipeKeys.MODEL,
        text("The float model, or a folder that has it, relative to the recipe."));
    root.set(
        RecipeKeys.OUTPUT,
        text(
            "File to write the quantized model to, relative to the recipe; with a slash at its end"
                + " a folder, which also gets the tokenizer and the other files of the model."));
    ObjectNode layout = described(LAYOUT_DOC);
    FolderLayout.ids().forEach(layout.putArray("enum")::add);
    root.set(RecipeKeys.LAYOUT, layout);
    root.set(RecipeKeys.PLUGINS, plugins());
    settings(closed(described("How weights are quantized."), root, RecipeKeys.DEFAULTS));
    root.set(RecipeKeys.EMBEDDINGS, embeddings());
    ObjectNode rules = described("The first rule that matches a node applies to it.");
    rules.put("type", "array").set("items", rule());
    root.set(RecipeKeys.RULES, rules);
    root.putObject(RecipeKeys.TARGET).put("$ref", DEFINITIONS + RecipeKeys.TARGET);
    addAll(root, RecipeStructure.RUN);
    root.set(RecipeKeys.MEMORY, memory());
    root.set(RecipeKeys.CALIBRATION, calibration(sources));
    root.set(RecipeKeys.EVALUATION, evaluation(sources));
    schema.set("$defs", definitions);
    return schema;
  }

  private static List<OptionSpec<?>> ofTarget(DeploymentTarget target) {
    return Stream.concat(TargetOptions.ALL.stream(), target.options().stream()).toList();
  }

  private static ObjectNode plugins() {
    ObjectNode plugins = described("Additional plugins.");
    ObjectNode properties = closed(plugins);
    properties.set(RecipeKeys.PATH, text(PluginKeys.PATH.doc()));
    ObjectNode required = described("Plugins that the recipe requires.").put("type", "array");
    properties.set(RecipeKeys.REQUIRE, required);
    ObjectNode requirement = closed(required.putObject("items"), RecipeKeys.ID);
    PluginKeys.REQUIREMENT.forEach(spec -> requirement.set(spec.name(), text(spec.doc())));
    ObjectNode checksum = (ObjectNode) requirement.get(RecipeKeys.SHA256);
    checksum.put("pattern", "^" + PluginKeys.CHECKSUM + "$");
    return plugins;
  }

  /** A definition of the providers of a kind, with or without options. */
  private ObjectNode choice(String kind) {
    ObjectNode definition = definitions.putObject(kind);
    definition.putArray("anyOf").addObject().putArray("enum");
    return definition;
  }

  private void add(ObjectNode choice, String kind, String id, List<OptionSpec<?>> options) {
    ArrayNode forms = (ArrayNode) choice.get("anyOf");
    if (options.stream().allMatch(spec -> spec.defaultValue().isPresent())) {
      ((ArrayNode) forms.get(0).get("enum")).add(id);
    }
    String name = kind + "." + id;
    forms.addObject().put("$ref", DEFINITIONS + name);
    ObjectNode definition = definitions.putObject(name);
    ObjectNode properties = closed(definition, RecipeKeys.ID);
    properties.putObject(RecipeKeys.ID).put("const", id);
    options(definition, properties, options);
  }

  /** The target may choose an option of a format. */
  private void allowAuto(NodeEmitter emitter) {
    ObjectNode properties =
        (ObjectNode) definitions.get(RecipeKeys.FORMAT + "." + emitter.id()).get("properties");
    for (OptionSpec<?> spec : emitter.options()) {
      if (!Reference.isAutoAValueOf(spec)) {
        ObjectNode either = described(spec.doc());
        ArrayNode forms = either.putArray("anyOf");
        forms.add(properties.get(spec.name()));
        forms.addObject().put("const", Reference.AUTO);
        properties.set(spec.name(), either);
      }
    }
  }

  private static void options(
      ObjectNode definition, ObjectNode properties, List<OptionSpec<?>> options) {
    for (OptionSpec<?> spec : options) {
      properties.set(spec.name(), OptionSchema.of(spec));
      if (spec.defaultValue().isEmpty()) {
        ((ArrayNode) definition.get("required")).add(spec.name());
      }
    }
  }

  private static void addAll(ObjectNode properties, List<OptionSpec<?>> options) {
    options.forEach(spec -> properties.set(spec.name(), OptionSchema.of(spec)));
  }

  private static void settings(ObjectNode properties) {
    properties.putObject(RecipeKeys.ALGORITHM).put("$ref", DEFINITIONS + RecipeKeys.ALGORITHM);
    properties.putObject(RecipeKeys.FORMAT).put("$ref", DEFINITIONS + RecipeKeys.FORMAT);
    addAll(properties, SchemeOptions.ALL);
    properties.set(RecipeKeys.SKIP, OptionSchema.of(RecipeStructure.SKIP));
  }

  private static ObjectNode embeddings() {
    ObjectNode embeddings = described(RecipeStructure.EMBEDDINGS.doc());
    ArrayNode forms = embeddings.putArray("anyOf");
    forms.add(OptionSchema.of(RecipeStructure.EMBEDDINGS));
    OptionSpec<?> bits = RecipeStructure.EMBEDDING_BITS;
    closed(forms.addObject()).set(bits.name(), OptionSchema.of(bits));
    return embeddings;
  }

  private static ObjectNode rule() {
    ObjectNode rule = JSON.objectNode();
    ObjectNode properties = closed(rule, RecipeKeys.MATCH);
    properties.set(RecipeKeys.MATCH, match());
    settings(properties);
    ObjectNode skips = rule.putObject("if");
    skips.putArray("required").add(RecipeKeys.SKIP);
    skips.putObject("properties").putObject(RecipeKeys.SKIP).put("const", true);
    rule.putObject("then").put("maxProperties", 2);
    return rule;
  }

  private static ObjectNode match() {
    ObjectNode match = described("Nodes that the rule matches.");
    ArrayNode forms = match.putArray("anyOf");
    forms.add(text("A glob, or re: and a regular expression, on the node's name."));
    ObjectNode parts = forms.addObject().put("minProperties", 1);
    ObjectNode properties = closed(parts);
    properties.set(RecipeKeys.NAME, text("Pattern for the node's name."));
    properties.set(RecipeKeys.OPERATOR, text("Pattern for the node's operator."));
    properties.set(RecipeKeys.WEIGHT, text("Pattern for the constant's name."));
    return match;
  }

  private ObjectNode calibration(Collection<CalibrationSource> sources) {
    return bySource(
        RecipeKeys.CALIBRATION,
        "Source of the activations that algorithms need.",
        sources,
        properties -> addAll(properties, CalibrationOptions.ALL));
  }

  private ObjectNode evaluation(Collection<CalibrationSource> sources) {
    return bySource(
        RecipeKeys.EVALUATION,
        "Data on which the written model is compared.",
        sources,
        properties -> {
          properties.set(RecipeKeys.REQUIRE, requirements());
          addAll(properties, EvaluationOptions.ALL);
        });
  }

  /** One form for each source: its own options and the keys that all sources share. */
  private ObjectNode bySource(
      String key, String doc, Collection<CalibrationSource> sources, Consumer<ObjectNode> shared) {
    ObjectNode section = described(doc);
    ArrayNode forms = section.putArray("anyOf");
    for (CalibrationSource source : sources) {
      String name = key + "." + source.id();
      forms.addObject().put("$ref", DEFINITIONS + name);
      ObjectNode definition = definitions.putObject(name);
      ObjectNode properties = closed(definition, RecipeKeys.SOURCE);
      properties.putObject(RecipeKeys.SOURCE).put("const", source.id());
      options(definition, properties, source.options());
      shared.accept(properties);
    }
    return section;
  }

  private static ObjectNode requirements() {
    ObjectNode requirements =
        described("What figures of the written model must be, such as cosine: \">= 0.99\".");
    requirements.put("type", "object").putObject("additionalProperties").put("type", "string");
    ((ObjectNode) requirements.get("additionalProperties")).put("pattern", Requirement.PATTERN);
    return requirements;
  }

  private static ObjectNode memory() {
    ObjectNode memory = described(MemorySize.DOC);
    ArrayNode forms = memory.putArray("anyOf");
    forms.addObject().put("type", "integer").put("minimum", 1);
    forms.addObject().put("type", "string").put("pattern", "^" + MemorySize.PATTERN + "$");
    forms.addObject().put("const", MemorySize.AUTO);
    return memory;
  }

  private static ObjectNode closed(ObjectNode schema, ObjectNode properties, String name) {
    properties.set(name, schema);
    return closed(schema);
  }

  /** Makes a schema of objects without other keys, and returns its properties. */
  private static ObjectNode closed(ObjectNode schema, String... required) {
    schema.put("type", "object").put("additionalProperties", false);
    ArrayNode names = schema.putArray("required");
    for (String name : required) {
      names.add(name);
    }
    return schema.putObject("properties");
  }

  private static ObjectNode text(String doc) {
    return described(doc).put("type", "string").put("pattern", "\\S");
  }

  private static ObjectNode described(String doc) {
    return JSON.objectNode().put("description", doc);
  }
}
