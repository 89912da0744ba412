package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.Rest;

/**
 * The model to write.
 *
 * @param output where the model will be published
 * @param replacements the replaced weights, in the order of the model's weights
 * @param metadata properties to add to the model
 * @param form how the model is written
 */
public record RewriteTask(
    Path output, List<Replacement> replacements, SortedMap<String, String> metadata, Form form) {

  /** The metadata key of the effective recipe; absent without a recipe writer. */
  public static final String RECIPE_KEY = "woq4j.recipe";

  /** The metadata key of woq4j's version. */
  public static final String VERSION_KEY = "woq4j.version";

  /**
   * How a model is written.
   *
   * @param externalData whether tensors go to a file of their own
   * @param versions the versions that the new nodes and tensors need
   * @param rest the type of what stays float
   * @param io the type of the inputs and outputs that are float32
   * @param wide names of values of the main graph that the rest cannot hold, as calibration data
   *     shows; they stay float32. Empty if there is no data
   */
  public record Form(
      ExternalData externalData,
      FormatVersions versions,
      Rest rest,
      InterfaceType io,
      Optional<Set<String>> wide) {

    public Form {
      wide = wide.map(Set::copyOf);
    }

    /** A model that is float32 apart from its new nodes. */
    public static Form float32(ExternalData externalData, FormatVersions versions) {
      return new Form(
          externalData, versions, Rest.FLOAT32, InterfaceType.FLOAT32, Optional.empty());
    }
  }

  public RewriteTask {
    replacements = List.copyOf(replacements);
  }
}
