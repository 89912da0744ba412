package org.woq4j.cli.command;

import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.core.registry.Registry;
import org.woq4j.recipe.schema.RecipeSchema;

/** {@code woq schema}. */
public final class SchemaCommand extends WoqCommand {

  private final PluginArguments plugins = new PluginArguments(spec());

  /** Creates the command. */
  public SchemaCommand() {
    super(
        "schema",
        "Print a JSON Schema of recipes, for editors.",
        "It has the options of plugins, so this runs the code of every plugin in the plugin folder.");
  }

  @Override
  public void run() {
    Registry registry = plugins.quantizer().registry();
    out()
        .println(
            RecipeSchema.of(
                registry.algorithms(),
                registry.emitters(),
                registry.sources(),
                registry.targets()));
  }
}
