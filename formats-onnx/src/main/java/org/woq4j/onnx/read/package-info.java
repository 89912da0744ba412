/**
 * Opens ONNX files without loading their weights: {@link org.woq4j.onnx.read.OnnxFile} parses the
 * structure and leaves the bytes of large tensors in their files, to be read by position. In a
 * parsed tensor, a {@code payload} (see {@code onnx.proto}) says where its bytes are; {@link
 * org.woq4j.onnx.read.SerializedModel} puts them back when the model is written.
 */
@NullMarked
package org.woq4j.onnx.read;

import org.jspecify.annotations.NullMarked;
