/**
 * The built-in emitters: each stores quantized weights as the inputs of one operator that ONNX
 * Runtime runs. {@code org.woq4j.onnx.emit.layout} has the layouts that several of them share.
 */
@NullMarked
package org.woq4j.onnx.emit;

import org.jspecify.annotations.NullMarked;
