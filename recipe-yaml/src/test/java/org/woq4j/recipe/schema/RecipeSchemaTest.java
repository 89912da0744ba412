package org.woq4j.recipe.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.lang.reflect.Field;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.SchemeOptions.SymRange;
import org.woq4j.recipe.read.Recipes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class RecipeSchemaTest {

  private static final String TEXT =
      RecipeSchema.of(
          List.of(
              new Algorithm(
                  "rtn",
                  OptionSpec.choice("clip_search", SymRange.class)
                      .defaultsTo(SymRange.FULL)
                      .doc("A choice.")
                      .build(),
                  OptionSpec.decimal("ratio").above(0).atMost(1).defaultsTo(1.0).doc("D.").build(),
                  OptionSpec.decimal("damp").above(0).orOff(9.0).defaultsTo(1.0).doc("O.").build(),
                  OptionSpec.oneOf("level", 1, 4).defaultsTo(4).doc("Numbers.").build(),
                  OptionSpec.bool("flag").defaultsTo(false).doc("B.").build(),
                  OptionSpec.texts("names").defaultsTo(List.of("a")).doc("T.").build()),
              new Algorithm(
                  "awq",
                  OptionSpec.algorithm("rounding")
                      .defaultsTo(new AlgorithmReference("rtn", OptionValues.none()))
                      .doc("A.")
                      .build(),
                  OptionSpec.path("folder").doc("Must be given.").build())),
          List.of(new Emitter("matmul-nbits"), new Emitter("qdq")),
          List.of(new Source("text")),
          List.of(new Target("cpu")));

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

  @Test
  void theSchemaFitsItsMetaSchema() {
    JsonNode schema = JsonMapper.shared().readTree(TEXT);
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(com.networknt.schema.SchemaLocation.of(schema.get("$schema").stringValue()));
    assertThat(meta.validate(schema)).isEmpty();
  }

  @Test
  void aGoodRecipeIsAccepted() {
    String recipe =
        Recipes.WHOLE
            .replace("clip_search: mse", "clip_search: centered")
            .replace(", accuracy_level: 4", "")
            .replace(", instructions: avx2", "");
    assertThat(problems(recipe)).isEmpty();
    assertThat(Recipes.problems(recipe)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "memory: 4096",
        "embeddings: off",
        "embeddings: 4",
        "embeddings: {bits: 8}",
        "embeddings: {bits: off}",
        "embeddings: {}",
        "rest: float16",
        "rest: bfloat16",
        "io: float16",
        "rules: []",
        "rules: [{match: a}]",
        "rules: [{match: a, skip: false, bits: 2}]",
        "defaults: {skip: true, bits: 4}",
        "defaults: {algorithm: {id: rtn}}",
        "defaults: {algorithm: {id: rtn, ratio: 0.5, level: 1, flag: true, names: [a, b]}}",
        "defaults: {algorithm: {id: awq, folder: x, rounding: {id: rtn, ratio: 1}}}",
        "defaults: {algorithm: {id: awq, folder: x, rounding: rtn}}",
        "defaults: {group_size: -1}",
        "plugins: {}",
        "plugins: {path: plugins/, require: []}",
        "plugins: {require: [{id: acme, version: '1.0', sha256: 0123456789abcdefABCDEF012345678900000000000000000000000000000000}, {id: other}]}",
        "calibration: {source: text, file: a, samples: 9, providers: [CPU]}",
        "calibration: {source: text, file: a, on_missing: error, providers: CPU}",
        "calibration: {source: text, file: a, mode: sequential}",
        "calibration: {source: text, file: a, mode: one-pass}",
        "evaluation: {source: text, file: a, samples: 9, require: {cosine: '>= 0.9'}}",
        "evaluation: {source: text, file: a, require: {}, on_failure: keep}",
        "target: cpu",
        "target: {id: cpu, rows: 16, runtime: '1.20', level: 1}",
        "defaults: {algorithm: {id: rtn, damp: 0.5}}",
        "defaults: {algorithm: {id: rtn, damp: off}}"
      })
  void theSchemaAcceptsRecipesThatTheReaderAccepts(String lines) {
    String recipe = "model: m\noutput: o\n" + lines;
    assertThat(Recipes.problems(recipe)).isEmpty();
    assertThat(problems(recipe)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "modle: m",
        "plugins: folder",
        "plugins: {path: ''}",
        "plugins: {folder: a}",
        "plugins: {require: {id: a}}",
        "plugins: {require: [a]}",
        "plugins: {require: [{version: '1'}]}",
        "plugins: {require: [{id: a, version: 1.0}]}",
        "plugins: {require: [{id: a, sha256: abc}]}",
        "model: 4",
        "calibration: {}",
        "calibration: {file: a}",
        "calibration: {source: text, file: a, memory: 4GiB}",
        "calibration: {source: text, file: a, providers: [1]}",
        "calibration: {source: text, file: a, on_missing: skip}",
        "calibration: {source: text, file: a, mode: twice}",
        "evaluation: {}",
        "evaluation: {file: a}",
        "evaluation: {source: text, file: a, require: {cosine: 0.9}}",
        "evaluation: {source: text, file: a, require: {cosine: '> 0.9'}}",
        "evaluation: {source: text, file: a, require: [cosine]}",
        "evaluation: {source: text, file: a, on_failure: delete}",
        "defaults: {bits: 9}",
        "defaults: {bits: '4'}",
        "defaults: {bist: 4}",
        "defaults: {group_size: 1.5}",
        "defaults: {scheme: symm}",
        "defaults: {format: [qdq]}",
        "defaults: {algorithm: {ratio: 1}}",
        "rules: {match: a}",
        "rules: [{bits: 4}]",
        "rules: [{match: {}}]",
        "rules: [{match: ''}]",
        "rules: [{match: {opp: a}}]",
        "rules: [{match: a, skip: true, bits: 4}]",
        "embeddings: 5",
        "rest: float64",
        "embeddings: {bits: 2}",
        "embeddings: {format: qdq}",
        "embeddings: [4]",
        "external_data: sometimes",
        "verify: yes",
        "threads: -1",
        "memory: 4 GB",
        "memory: 0"
      })
  void theSchemaRefusesRecipesThatTheReaderRefuses(String line) {
    String recipe = (line.startsWith("model:") ? "" : "model: m\n") + "output: o\n" + line;
    assertThat(Recipes.problems(recipe)).isNotEmpty();
    assertThat(problems(recipe)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtm",
        "awq",
        "{id: awq}",
        "{id: rtn, ratio: 0}",
        "{id: rtn, ratio: 1.1}",
        "{id: rtn, level: 2}",
        "{id: rtn, level: '4'}",
        "{id: rtn, flag: 1}",
        "{id: rtn, names: [1]}",
        "{id: rtn, unknown: 1}",
        "{id: awq, folder: x, rounding: {id: rtn, ratio: 2}}"
      })
  void optionsAreHeldToTheirSpecifications(String algorithm) {
    assertThat(problems("model: m\noutput: o\ndefaults: {algorithm: " + algorithm + "}"))
        .isNotEmpty();
  }

  @Test
  void modelAndOutputAreRequired() {
    assertThat(problems("{}")).hasSize(2);
  }

  @Test
  void editorsSeeMeaningsAndDefaults() {
    JsonNode properties =
        JsonMapper.shared().readTree(TEXT).get("$defs").get("algorithm.rtn").get("properties");
    assertThat(properties.get("ratio"))
        .hasToString(
            "{\"description\":\"D.\",\"type\":\"number\",\"exclusiveMinimum\":0.0,"
                + "\"maximum\":1.0,\"default\":1.0}");
    assertThat(properties.get("level"))
        .hasToString("{\"description\":\"Numbers.\",\"enum\":[1,4],\"default\":4}");
    assertThat(TEXT).doesNotContain("\r");
  }

  @Test
  void theSchemaHasTheKeysOfRecipesAndNoOthers() throws IllegalAccessException {
    Source source = new Source("text");
    Set<String> keys = new TreeSet<>();
    for (Field key : RecipeKeys.class.getFields()) {
      keys.add((String) key.get(null));
    }
    Target target = new Target("cpu");
    Stream.of(source.options(), target.options())
        .flatMap(List::stream)
        .forEach(option -> keys.add(option.name()));
    JsonNode schema =
        JsonMapper.shared()
            .readTree(RecipeSchema.of(List.of(), List.of(), List.of(source), List.of(target)));
    Set<String> described = new TreeSet<>();
    schema.findValues("properties").forEach(properties -> addNames(properties, described));
    assertThat(described).isEqualTo(keys);
  }

  /** Adds the names of properties, and of properties of these. */
  private static void addNames(JsonNode properties, Set<String> names) {
    names.addAll(properties.propertyNames());
    for (JsonNode property : properties) {
      property.findValues("properties").forEach(inner -> addNames(inner, names));
    }
  }

  private static List<?> problems(String recipe) {
    return SCHEMA.validate(YAMLMapper.shared().readTree(recipe));
  }

  private record Source(String id) implements CalibrationSource {

    @Override
    public List<OptionSpec<?>> options() {
      return List.of(
          OptionSpec.path("file").doc("Must be given.").build(),
          OptionSpec.integer("samples").defaultsTo(-1).doc("S.").build());
    }

    @Override
    public Batches open(List<ModelInput> inputs, OptionValues options) {
      throw new UnsupportedOperationException();
    }
  }

  private record Target(String id) implements DeploymentTarget {

    @Override
    public List<OptionSpec<?>> options() {
      return List.of(OptionSpec.oneOf("level", 1, 4).defaultsTo(4).doc("Numbers.").build());
    }

    @Override
    public List<FormChoice> choices(
        EmissionRequest wanted, OptionalInt rows, OptionValues options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
      throw new UnsupportedOperationException();
    }
  }

  private record Algorithm(String id, List<OptionSpec<?>> options) implements WeightOnlyAlgorithm {

    Algorithm(String id, OptionSpec<?>... options) {
      this(id, List.of(options));
    }

    @Override
    public Set<Statistic> needs(OptionValues options) {
      return Set.of();
    }

    @Override
    public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
      throw new UnsupportedOperationException();
    }
  }

  private record Emitter(String id) implements NodeEmitter {

    @Override
    public EmissionPlan plan(EmissionRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<NodeSpec> nodes(EmissionContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pack(
        EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
      throw new UnsupportedOperationException();
    }
  }
}
