package org.woq4j.cli.command;

import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.core.registry.Registry;
import org.woq4j.recipe.schema.RecipeSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code woq schema}. */
@Command(
    name = "schema",
    description = {
      "Print a JSON Schema of recipes, for editors.",
      "It has the options of plugins, so this runs the code of every plugin in the plugin folder."
    },
    mixinStandardHelpOptions = true)
public final class SchemaCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Mixin private PluginArguments plugins;

  @Override
  public void run() {
    Registry registry = plugins.quantizer().registry();
    spec.commandLine()
        .getOut()
        .println(
            RecipeSchema.of(
                registry.algorithms(),
                registry.emitters(),
                registry.sources(),
                registry.targets()));
  }
}
