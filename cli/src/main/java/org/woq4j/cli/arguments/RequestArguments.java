package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.api.Location;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.recipe.read.ReadRecipe;
import org.woq4j.recipe.read.RecipeReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The arguments of a request: a recipe, or options that replace it. */
public final class RequestArguments {

  /** Where what is not in a recipe was written. */
  static final Location COMMAND_LINE = new Location("command line", 0, 0);

  private final CommandSpec command;
  private final Supplier<Optional<Path>> recipe;
  private final Supplier<List<String>> overrides;
  private final InPlaceOfRecipe inPlace;
  private final HowToRun howToRun;

  /** Adds the arguments to a command. */
  public RequestArguments(CommandSpec command) {
    this.command = command;
    Arguments arguments = new Arguments(command);
    this.recipe = arguments.first("RECIPE", Path.class, "A YAML recipe.");
    this.overrides =
        arguments.list(
            "--set",
            "KEY=VALUE",
            "Change a value of the recipe, such as " + RecipeReader.EXAMPLE_OVERRIDE + ".");
    this.inPlace = new InPlaceOfRecipe(command);
    this.howToRun = new HowToRun(command);
  }

  /** The two forms of a command that has these arguments. */
  public static String[] synopsis(String command) {
    return new String[] {
      "woq " + command + " [OPTION]... RECIPE",
      "       woq " + command + " [OPTION]... --model=FILE --output=FILE"
    };
  }

  /** The request, and the problems that were found while it was read. */
  public ReadRecipe read() {
    ReadRecipe read = recipe.get().map(this::withRecipe).orElseGet(this::withoutRecipe);
    return new ReadRecipe(howToRun.applyTo(read.request()), read.plugins(), read.issues());
  }

  private ReadRecipe withRecipe(Path file) {
    if (inPlace.isGiven()) {
      throw wrong(
          "a recipe excludes options such as --model; change the recipe with --set, as in --set "
              + RecipeReader.EXAMPLE_OVERRIDE);
    }
    return RecipeReader.read(file, overrides.get());
  }

  private ReadRecipe withoutRecipe() {
    if (!overrides.get().isEmpty()) {
      throw wrong("--set needs a recipe");
    }
    try {
      QuantizationRequest request =
          inPlace.request().orElseThrow(() -> wrong("give a recipe, or --model and --output"));
      return new ReadRecipe(request, PluginSelection.none(), List.of());
    } catch (IllegalArgumentException notAllowed) {
      throw wrong(String.valueOf(notAllowed.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
