package org.woq4j.recipe;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.option.OptionSpec;

/** What may stand under {@code plugins} in a recipe. */
public final class PluginKeys {

  /** The folder that plugins come from. */
  public static final OptionSpec<Path> PATH =
      OptionSpec.path("path")
          .doc(
              "Folder of the plugins' jars, relative to the recipe;",
              "--plugins on the command line goes before it.")
          .build();

  static final OptionSpec<String> ID =
      OptionSpec.text("id").doc("In each entry of 'require': id of a plugin.").build();

  static final OptionSpec<String> VERSION =
      OptionSpec.text("version")
          .doc("In each entry of 'require': the version it must have, such as \"1.0.0\".")
          .build();

  static final OptionSpec<String> SHA256 =
      OptionSpec.text("sha256")
          .doc(
              "In each entry of 'require': the checksum its jar must have, 64 hexadecimal digits;",
              "`woq plugins list` prints it.")
          .build();

  /** The keys of a plugin that is required; all but the id may be left out. */
  public static final List<OptionSpec<?>> REQUIREMENT = List.of(ID, VERSION, SHA256);

  private PluginKeys() {}
}
