package org.woq4j.cli.arguments;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.woq4j.api.Issue;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.read.ReadRecipe;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The plugin folder: that of the command line, else of the recipe, else of the environment. Without
 * a folder, woq loads no plugins and none of the classes that handle them.
 */
public final class PluginArguments {

  private final CommandSpec command;
  private final PluginFolderArgument argument;
  private final BooleanSupplier ignoreBroken;

  /** Adds the arguments to a command. */
  public PluginArguments(CommandSpec command) {
    this.command = command;
    this.argument = new PluginFolderArgument(command);
    this.ignoreBroken =
        new Arguments(command)
            .flag(
                "--ignore-broken-plugins",
                "Only warn about broken plugins, unless the recipe needs them.");
  }

  /**
   * A quantizer, and the problems of the recipe that it will run.
   *
   * @param issues problems found so far
   * @param ignored problems of the ignored plugins
   */
  public record Prepared(Quantizer quantizer, List<Issue> issues, List<Issue> ignored) {

    /** Prints a warning for each ignored plugin. */
    public void warn(PrintWriter err) {
      ignored.forEach(issue -> err.println("warning: " + issue));
    }
  }

  /** A quantizer for a command without a recipe; prints a warning for each ignored plugin. */
  public Quantizer quantizer() {
    Prepared prepared = prepare(PluginSelection.none(), List.of());
    prepared.warn(command.commandLine().getErr());
    return prepared.quantizer();
  }

  /** A quantizer for a recipe. */
  public Prepared prepare(ReadRecipe read) {
    return prepare(read.plugins(), read.issues());
  }

  private Prepared prepare(PluginSelection selection, List<Issue> known) {
    List<Issue> issues = new ArrayList<>(known);
    Optional<Path> from = argument.folder(selection.folder());
    Quantizer.Builder quantizer = Quantizer.builder().ownsProcess();
    List<Issue> ignored = List.of();
    if (from.isPresent()) {
      ignored =
          new PluginLoading(from.get(), ignoreBroken.getAsBoolean())
              .load(selection, quantizer, issues);
    } else {
      selection.required().forEach(requirement -> issues.add(nowhere(requirement)));
    }
    return new Prepared(quantizer.build(), issues, ignored);
  }

  private static Issue nowhere(PluginRequirement requirement) {
    return Issue.of(
            "the plugin '" + requirement.id() + "' is required, and no plugin folder is given",
            "give --plugins, %s.%s in the recipe, or %s"
                .formatted(RecipeKeys.PLUGINS, RecipeKeys.PATH, PluginFolderArgument.VARIABLE))
        .at(requirement.location());
  }
}
