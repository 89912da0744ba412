package org.woq4j.recipe.read;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.Issue;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.QuantizationRequest;

/**
 * A recipe that was read.
 *
 * @param request the request, without the parts that have issues
 * @param plugins the plugin folder and the required plugins
 * @param issues every problem that was found, in the order of the file; do not run the request if
 *     there is one
 */
public record ReadRecipe(QuantizationRequest request, PluginSelection plugins, List<Issue> issues) {

  /** Copies the issues. */
  public ReadRecipe {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(plugins, "plugins");
    issues = List.copyOf(issues);
  }
}
