package org.woq4j.cli.arguments;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.read.ReadRecipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where plugins come from: the command line, or else the recipe, or else the environment. Without
 * such a folder there are none, and no class that deals with plugins is loaded.
 */
public final class PluginArguments {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private PluginFolderArgument argument;

  @Option(
      names = "--ignore-broken-plugins",
      description = "Warn of plugins that are broken, unless the recipe needs them.")
  private boolean ignoreBroken;

  /**
   * A quantizer, and what is wrong with the recipe that is to be given to it.
   *
   * @param issues problems that were found so far
   * @param ignored why plugins are broken that are ignored
   */
  public record Prepared(Quantizer quantizer, List<Issue> issues, List<Issue> ignored) {

    /** Tells of the plugins that are ignored. */
    public void warn(PrintWriter err) {
      ignored.forEach(issue -> err.println("warning: " + issue));
    }
  }

  /** A quantizer for no recipe; the user is warned of plugins that are ignored. */
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
    Quantizer.Builder quantizer = Quantizer.builder();
    List<Issue> ignored = List.of();
    if (from.isPresent()) {
      ignored =
          new PluginLoading(from.get(), ignoreBroken).load(selection.required(), quantizer, issues);
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
