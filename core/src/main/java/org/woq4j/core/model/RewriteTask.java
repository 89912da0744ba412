package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.woq4j.core.request.ExternalData;

/**
 * What is to be written.
 *
 * @param output where the model will be published
 * @param replacements what is replaced, in the order of the model's weights
 * @param externalData whether tensors go to a file of their own
 * @param metadata properties that are put into the model
 * @param versions what the new nodes and tensors need
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
