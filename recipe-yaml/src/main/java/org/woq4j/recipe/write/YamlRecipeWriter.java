package org.woq4j.recipe.write;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.Embeddings;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.RecipeWriter;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.recipe.structure.CalibrationOptions.OnMissing;

/**
 * Writes recipes in YAML. A recipe holds only settings that shape the output: not the names of the
 * model and the output, no folders, no verification, no evaluation, place of the runtime, threads
 * or memory.
 *
 * <p>The text is part of the written model's bytes. No YAML library writes it: the next version of
 * the library might write it differently.
 */
public final class YamlRecipeWriter implements RecipeWriter {

  private static final String INDENT = "  ";
  private static final String ITEM = INDENT + "- ";
  private static final String INDENT_IN_ITEM = INDENT + INDENT;

  /** Called by {@link java.util.ServiceLoader}. */
  public YamlRecipeWriter() {}

  @Override
  public String write(QuantizationRequest request, List<PluginRequirement> plugins) {
    StringBuilder recipe = new StringBuilder();
    recipe.append(section(RecipeKeys.PLUGINS, required(plugins)));
    recipe.append(section(RecipeKeys.DEFAULTS, settings(INDENT, request.defaults())));
    request
        .embeddings()
        .ifPresent(
            bits -> recipe.append(line("", RecipeKeys.EMBEDDINGS, Embeddings.written(bits))));
    if (request.rest() != Rest.FLOAT32) {
      recipe.append(line("", RecipeKeys.REST, request.rest()));
    }
    if (request.io() != InterfaceType.FLOAT32) {
      recipe.append(line("", RecipeKeys.IO, request.io()));
    }
    recipe.append(section(RecipeKeys.RULES, rules(request.rules())));
    request
        .deployment()
        .ifPresent(given -> recipe.append(line("", RecipeKeys.TARGET, target(given))));
    request
        .calibration()
        .ifPresent(given -> recipe.append(section(RecipeKeys.CALIBRATION, calibration(given))));
    if (request.linearAlgebra() != LinearAlgebraChoice.AUTO) {
      recipe.append(line("", RecipeKeys.LINEAR_ALGEBRA, request.linearAlgebra()));
    }
    recipe.append(line("", RecipeKeys.EXTERNAL_DATA, request.externalData()));
    return recipe.toString();
  }

  /** A key with its body; empty if the body is empty. */
  private static String section(String key, String body) {
    return body.isEmpty() ? "" : key + ":\n" + body;
  }

  private static String line(String indent, String key, String value) {
    return FlowYaml.isLong(key)
        ? indent + "? " + key + "\n" + indent + ": " + value + "\n"
        : indent + FlowYaml.entry(key, value) + "\n";
  }

  private static String line(String indent, String key, Enum<?> value) {
    return line(indent, key, OptionSpec.written(value));
  }

  private static String required(List<PluginRequirement> plugins) {
    return plugins.isEmpty()
        ? ""
        : plugins.stream()
            .map(plugin -> INDENT + ITEM + requirement(plugin) + "\n")
            .collect(Collectors.joining("", INDENT + RecipeKeys.REQUIRE + ":\n", ""));
  }

  private static String requirement(PluginRequirement plugin) {
    List<String> entries = new ArrayList<>();
    entries.add(FlowYaml.entry(RecipeKeys.ID, FlowYaml.word(plugin.id())));
    plugin.version().ifPresent(version -> entries.add(quoted(RecipeKeys.VERSION, version)));
    plugin.sha256().ifPresent(digits -> entries.add(quoted(RecipeKeys.SHA256, digits)));
    return FlowYaml.mapping(entries);
  }

  private static String quoted(String key, String value) {
    return FlowYaml.entry(key, FlowYaml.quoted(value));
  }

  private static String settings(String indent, Settings settings) {
    StringBuilder lines = new StringBuilder();
    settings
        .algorithm()
        .ifPresent(id -> lines.append(line(indent, RecipeKeys.ALGORITHM, FlowYaml.reference(id))));
    for (OptionSpec<?> spec : SchemeOptions.ALL) {
      Object value = settings.scheme().get(spec.name());
      if (value != null) {
        lines.append(line(indent, spec.name(), FlowYaml.value(value)));
      }
    }
    settings
        .format()
        .ifPresent(id -> lines.append(line(indent, RecipeKeys.FORMAT, FlowYaml.reference(id))));
    settings.skip().ifPresent(skip -> lines.append(line(indent, RecipeKeys.SKIP, skip.toString())));
    return lines.toString();
  }

  private static String rules(List<WeightRule> rules) {
    return rules.stream().map(YamlRecipeWriter::rule).collect(Collectors.joining());
  }

  private static String rule(WeightRule rule) {
    Settings settings =
        rule.settings().skip().orElse(false)
            ? Settings.builder().skip(true).build() // its other settings have no effect
            : rule.settings();
    return line(ITEM, RecipeKeys.MATCH, match(rule.matcher())) + settings(INDENT_IN_ITEM, settings);
  }

  private static String match(WeightMatcher matcher) {
    if (matcher.operator().isEmpty() && matcher.weight().isEmpty() && matcher.name().isPresent()) {
      return FlowYaml.quoted(matcher.name().get());
    }
    List<String> entries = new ArrayList<>();
    matcher.name().ifPresent(pattern -> entries.add(quoted(RecipeKeys.NAME, pattern)));
    matcher.operator().ifPresent(pattern -> entries.add(quoted(RecipeKeys.OPERATOR, pattern)));
    matcher.weight().ifPresent(pattern -> entries.add(quoted(RecipeKeys.WEIGHT, pattern)));
    return FlowYaml.mapping(entries);
  }

  private static String target(Deployment deployment) {
    List<String> entries = new ArrayList<>();
    entries.add(FlowYaml.entry(RecipeKeys.ID, FlowYaml.word(deployment.target().id())));
    deployment
        .rows()
        .ifPresent(rows -> entries.add(FlowYaml.entry(RecipeKeys.ROWS, Integer.toString(rows))));
    deployment.runtime().ifPresent(version -> entries.add(quoted(RecipeKeys.RUNTIME, version)));
    deployment
        .target()
        .options()
        .forEach(
            (name, value) ->
                entries.add(FlowYaml.entry(FlowYaml.word(name), FlowYaml.value(value))));
    return FlowYaml.mapping(entries);
  }

  private static String calibration(Calibration calibration) {
    StringBuilder lines = new StringBuilder();
    lines.append(line(INDENT, RecipeKeys.SOURCE, FlowYaml.word(calibration.source().id())));
    calibration
        .source()
        .options()
        .forEach(
            (name, value) ->
                lines.append(line(INDENT, FlowYaml.word(name), FlowYaml.value(value))));
    lines.append(line(INDENT, RecipeKeys.MODE, calibration.mode()));
    if (!calibration.providers().isEmpty()) {
      lines.append(line(INDENT, RecipeKeys.PROVIDERS, FlowYaml.value(calibration.providers())));
    }
    String onMissing =
        calibration
            .onMissing()
            .map(FlowYaml::reference)
            .orElse(OptionSpec.written(OnMissing.ERROR));
    return lines.append(line(INDENT, RecipeKeys.ON_MISSING, onMissing)).toString();
  }
}
