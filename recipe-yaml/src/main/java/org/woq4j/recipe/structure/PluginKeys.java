package org.woq4j.recipe.structure;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;

/** The keys under {@link RecipeKeys#PLUGINS} in a recipe. */
public final class PluginKeys {

  private static final String IN_EACH = "In each entry of '" + RecipeKeys.REQUIRE + "': ";

  /** The folder that plugins come from. */
  public static final OptionSpec<Path> PATH =
      OptionSpec.path(RecipeKeys.PATH)
          .doc(
              "Folder with plugin jars, relative to the recipe;",
              "--plugins on the command line overrides it.")
          .build();

  /** The id of a required plugin. */
  public static final OptionSpec<String> ID =
      OptionSpec.text(RecipeKeys.ID)
          .doc(IN_EACH + "id of a plugin. Plugins outside the list are not loaded.")
          .build();

  /** The version that a required plugin must have. */
  public static final OptionSpec<String> VERSION =
      OptionSpec.text(RecipeKeys.VERSION)
          .doc(IN_EACH + "the version it must have, such as \"1.0.0\".")
          .build();

  /** A regular expression for the checksum of a jar. */
  public static final String CHECKSUM = "[0-9a-fA-F]{64}";

  /** The checksum that the jar of a required plugin must have. */
  public static final OptionSpec<String> SHA256 =
      OptionSpec.text(RecipeKeys.SHA256)
          .doc(
              IN_EACH + "the checksum its jar must have, 64 hexadecimal digits;",
              "`woq plugins list` prints it.")
          .build();

  /** The keys of a plugin that is required; all but the id may be left out. */
  public static final List<OptionSpec<?>> REQUIREMENT = List.of(ID, VERSION, SHA256);

  private PluginKeys() {}
}
