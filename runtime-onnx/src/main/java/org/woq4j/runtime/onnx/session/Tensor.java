package org.woq4j.runtime.onnx.session;

import java.nio.ByteBuffer;

/**
 * A tensor that a model reads or returns.
 *
 * @param name the name of the input or output
 * @param type its element type
 * @param shape its dimensions
 * @param data its elements, row-major in native byte order, from position to limit
 */
public record Tensor(String name, TensorType type, long[] shape, ByteBuffer data) {}
