package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.recipe.read.ReadRecipe;
import org.woq4j.recipe.read.RecipeReader;
import org.woq4j.recipe.structure.MemorySize;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that make a request: a recipe, or what stands in for one. */
public final class RequestArguments {

  private static final Location COMMAND_LINE = new Location("command line", 0, 0);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RECIPE", description = "A YAML recipe.")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the recipe, such as " + RecipeReader.EXAMPLE_OVERRIDE + ".")
  private List<String> overrides = new ArrayList<>();

  @ArgGroup(exclusive = false, heading = "%nWithout a recipe:%n")
  private InPlaceOfRecipe inPlace;

  @Mixin private HowToRun howToRun;

  /** The options that stand in for a recipe. */
  static final class InPlaceOfRecipe {

    @Option(names = "--model", paramLabel = "FILE", description = "The float model.")
    Path model;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Where the quantized model goes.")
    Path output;

    @Option(names = "--algorithm", defaultValue = "rtn", description = "Default: rtn.")
    String algorithm;

    @Option(
        names = "--algorithm-option",
        paramLabel = "KEY=VALUE",
        description = "`woq describe rtn` lists them.")
    Map<String, String> algorithmOptions = new LinkedHashMap<>();

    @Option(names = "--bits", description = "1 to 8. Default: 4.")
    Integer bits;

    @Option(names = "--group-size", description = "-1: one group per column. Default: 32.")
    Integer groupSize;

    @Option(names = "--scheme", description = "asym | sym. Default: asym.")
    String scheme;

    @Option(names = "--sym-range", description = "full | centered. Default: full.")
    String symRange;

    @Option(
        names = "--format",
        defaultValue = "matmul-nbits",
        description = "Default: matmul-nbits.")
    String format;

    @Option(
        names = "--format-option",
        paramLabel = "KEY=VALUE",
        description = "`woq describe matmul-nbits` lists them.")
    Map<String, String> formatOptions = new LinkedHashMap<>();

    @Option(names = "--accuracy-level", description = "Short for --format-option accuracy_level=.")
    String accuracyLevel;

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Nodes to leave as they are.")
    List<String> exclude = new ArrayList<>();

    @Option(names = "--external-data", description = "auto | always | never. Default: auto.")
    ExternalData externalData = ExternalData.AUTO;

    QuantizationRequest request() {
      Settings.Builder defaults =
          Settings.builder()
              .algorithm(reference(algorithm, algorithmOptions))
              .format(reference(format, formatOptions()));
      scheme(defaults, RecipeKeys.BITS, bits);
      scheme(defaults, RecipeKeys.GROUP_SIZE, groupSize);
      scheme(defaults, RecipeKeys.SCHEME, scheme);
      scheme(defaults, RecipeKeys.SYM_RANGE, symRange);
      QuantizationRequest.Builder request =
          QuantizationRequest.builder(model, output)
              .defaults(defaults.build())
              .externalData(externalData);
      exclude.forEach(
          glob ->
              request.rule(
                  new WeightRule(
                      WeightMatcher.name(glob),
                      Settings.builder().skip(true).build(),
                      Optional.of(new Location("--exclude " + glob, 0, 0)))));
      return request.build();
    }

    private Map<String, String> formatOptions() {
      Map<String, String> options = new LinkedHashMap<>(formatOptions);
      if (accuracyLevel != null) {
        options.put("accuracy_level", accuracyLevel);
      }
      return options;
    }

    private static void scheme(Settings.Builder settings, String option, Object value) {
      if (value != null) {
        settings.scheme(option, value, COMMAND_LINE);
      }
    }

    private static Reference reference(String id, Map<String, String> texts) {
      Map<String, Object> options = new LinkedHashMap<>();
      texts.forEach((name, text) -> options.put(name, Scalars.parse(text)));
      return new Reference(id, options, Optional.of(COMMAND_LINE), Map.of());
    }
  }

  /** Options that say how to run, with a recipe or without. */
  static final class HowToRun {

    @Option(names = "--no-verify", description = "Do not run the written model.")
    boolean noVerify;

    @Option(names = "--threads", description = "Default: one per processor.")
    Integer threads;

    @Option(names = "--memory", paramLabel = "SIZE", description = MemorySize.DOC)
    String memory;

    QuantizationRequest applyTo(QuantizationRequest request, CommandSpec command) {
      QuantizationRequest.Builder changed =
          request.toBuilder()
              .verify(request.verify() && !noVerify)
              .threads(threads == null ? request.threads() : threads);
      if (memory != null) {
        changed.memoryBound(
            MemorySize.parse(Scalars.parse(memory))
                .orElseThrow(
                    () ->
                        new ParameterException(
                            command.commandLine(),
                            "--memory must be a size such as 512MiB, was '" + memory + "'")));
      }
      return changed.build();
    }
  }

  /** The request, and the problems that were found while it was read. */
  public ReadRecipe read() {
    checkTogether();
    ReadRecipe read =
        recipe == null
            ? new ReadRecipe(inPlace.request(), PluginSelection.none(), List.<Issue>of())
            : RecipeReader.read(recipe, overrides);
    return new ReadRecipe(howToRun.applyTo(read.request(), command), read.plugins(), read.issues());
  }

  private void checkTogether() {
    boolean isWhole = inPlace != null && inPlace.model != null && inPlace.output != null;
    if (recipe == null && !isWhole) {
      throw wrong("give a recipe, or --model and --output");
    }
    if (recipe == null && !overrides.isEmpty()) {
      throw wrong("--set changes a recipe; give one");
    }
    if (recipe != null && inPlace != null) {
      throw wrong(
          "options in place of a recipe are given beside one; change it with --set, as in --set "
              + RecipeReader.EXAMPLE_OVERRIDE);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
