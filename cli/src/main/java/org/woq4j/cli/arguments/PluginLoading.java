package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.Quantizer;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.plugins.host.PluginError;
import org.woq4j.plugins.host.PluginFolder;

/** Adds the plugins of a folder to a quantizer. They stay open for as long as woq runs. */
final class PluginLoading {

  private final Path folder;
  private final boolean ignoreBroken;

  PluginLoading(Path folder, boolean ignoreBroken) {
    this.folder = folder;
    this.ignoreBroken = ignoreBroken;
  }

  /**
   * Loads the plugins.
   *
   * @param issues the problems of the recipe; receives those of its requirements
   * @return the problems of the ignored plugins
   * @throws WoqException with all issues if a plugin is broken that must not be ignored
   */
  List<Issue> load(PluginSelection selection, Quantizer.Builder quantizer, List<Issue> issues) {
    Registry builtIn = Quantizer.builder().build().registry();
    PluginFolder plugins =
        selection.onlyRequired()
            ? PluginFolder.open(folder, selection.required(), builtIn)
            : PluginFolder.open(folder, builtIn);
    issues.addAll(plugins.unmet());
    List<Issue> broken = new ArrayList<>(plugins.problems());
    broken.removeAll(plugins.unmet());
    if (!broken.isEmpty() && !ignoreBroken) {
      issues.addAll(broken);
      throw new WoqException(PluginError.BROKEN, issues);
    }
    plugins.providers().forEach(quantizer::with);
    quantizer.notLoaded(plugins.notLoaded());
    return broken;
  }
}
