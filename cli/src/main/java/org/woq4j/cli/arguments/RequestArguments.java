package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Location;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.SourceModel;
import org.woq4j.recipe.read.ReadRecipe;
import org.woq4j.recipe.read.RecipeReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments of a request: a recipe, or options that replace it. */
public final class RequestArguments {

  /** Where what is not in a recipe was written. */
  static final Location COMMAND_LINE = new Location("command line", 0, 0);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RECIPE", description = "A YAML recipe.")
  private @Nullable Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the recipe, such as " + RecipeReader.EXAMPLE_OVERRIDE + ".")
  private List<String> overrides = new ArrayList<>();

  @Mixin private InPlaceOfRecipe inPlace;

  @Mixin private HowToRun howToRun;

  /** The request, and the problems that were found while it was read. */
  public ReadRecipe read() {
    ReadRecipe read = recipe == null ? withoutRecipe() : withRecipe(recipe);
    return new ReadRecipe(howToRun.applyTo(read.request(), command), read.plugins(), read.issues());
  }

  private ReadRecipe withRecipe(Path file) {
    if (InPlaceOfRecipe.isGiven(command.commandLine().getParseResult())) {
      throw wrong(
          "a recipe excludes options such as --model; change the recipe with --set, as in --set "
              + RecipeReader.EXAMPLE_OVERRIDE);
    }
    return RecipeReader.read(file, overrides);
  }

  private ReadRecipe withoutRecipe() {
    if (inPlace.model == null || inPlace.output == null) {
      throw wrong("give a recipe, or --model and --output");
    }
    if (!overrides.isEmpty()) {
      throw wrong("--set needs a recipe");
    }
    try {
      SourceModel model = SourceModel.of(inPlace.model);
      QuantizationRequest request =
          inPlace.request(model, inPlace.target(model, inPlace.output, command));
      return new ReadRecipe(request, PluginSelection.none(), List.of());
    } catch (IllegalArgumentException notAllowed) {
      throw wrong(String.valueOf(notAllowed.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
