package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.woq4j.core.request.ExternalData;

/**
 * The model to write.
 *
 * @param output where the model will be published
 * @param replacements the replaced weights, in the order of the model's weights
 * @param externalData whether tensors go to a file of their own
 * @param metadata properties to add to the model
 * @param versions the versions that the new nodes and tensors need
 */
public record RewriteTask(
    Path output,
    List<Replacement> replacements,
    ExternalData externalData,
    SortedMap<String, String> metadata,
    FormatVersions versions) {

  public RewriteTask {
    replacements = List.copyOf(replacements);
  }
}
