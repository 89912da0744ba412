/**
 * Writes ONNX models with or without external data. {@link org.woq4j.onnx.write.StagedOutput}
 * writes the files into a temporary folder next to the output; publishing moves them into place.
 */
@NullMarked
package org.woq4j.onnx.write;

import org.jspecify.annotations.NullMarked;
