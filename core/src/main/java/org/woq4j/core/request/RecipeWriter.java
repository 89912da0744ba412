package org.woq4j.core.request;

import java.util.List;

/**
 * Writes a request as a recipe, which is recorded in the new model. The host finds one with {@link
 * java.util.ServiceLoader}; without one, models carry no recipe. Implementations are safe for use
 * by several threads at once.
 */
public interface RecipeWriter {

  /**
   * A recipe that produces the same output. The same request gives the same text.
   *
   * @param plugins the plugins that the recipe requires
   */
  String write(QuantizationRequest request, List<PluginRequirement> plugins);
}
