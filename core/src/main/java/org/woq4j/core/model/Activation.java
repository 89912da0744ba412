package org.woq4j.core.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

/**
 * The value at a site in one batch, as the readers of the weight see it.
 *
 * @param shape its dimensions; the last is K
 * @param data its elements as float32, row-major, from position to limit, whatever type the model
 *     uses
 */
public record Activation(long[] shape, FloatBuffer data) {

  /**
   * A tensor as an activation. Float32 data is not copied.
   *
   * @throws IllegalArgumentException if its elements are not floats
   */
  public static Activation of(NamedTensor tensor) {
    ByteBuffer bytes = tensor.data().duplicate().order(ByteOrder.nativeOrder());
    FloatBuffer floats =
        switch (tensor.type()) {
          case FLOAT32 -> bytes.asFloatBuffer();
          case FLOAT16 -> halves(bytes.asShortBuffer(), Float16::toFloat);
          case BFLOAT16 -> halves(bytes.asShortBuffer(), BFloat16::toFloat);
          case FLOAT64 -> doubles(bytes.asDoubleBuffer());
          default -> throw new IllegalArgumentException(tensor.name() + " is " + tensor.type());
        };
    return new Activation(tensor.shape(), floats);
  }

  @FunctionalInterface
  private interface Widening {
    float toFloat(short half);
  }

  private static FloatBuffer halves(ShortBuffer halves, Widening widening) {
    FloatBuffer floats = FloatBuffer.allocate(halves.remaining());
    while (halves.hasRemaining()) {
      floats.put(widening.toFloat(halves.get()));
    }
    return floats.flip();
  }

  private static FloatBuffer doubles(DoubleBuffer doubles) {
    FloatBuffer floats = FloatBuffer.allocate(doubles.remaining());
    while (doubles.hasRemaining()) {
      floats.put((float) doubles.get());
    }
    return floats.flip();
  }

  /** K. */
  public int features() {
    return Math.toIntExact(shape[shape.length - 1]);
  }

  /**
   * The rows that are multiplied by one matrix of a batch: those at its index of the dimension
   * before the last two; all rows if that dimension is 1 or missing.
   *
   * @param matrix the index
   */
  public Activation ofMatrix(int matrix) {
    int axis = shape.length - 3;
    if (axis < 0 || shape[axis] == 1) {
      return this;
    }
    int part = Math.toIntExact(shape[axis + 1] * shape[axis + 2]);
    int stride = Math.toIntExact(part * shape[axis]);
    FloatBuffer rows = FloatBuffer.allocate(data.remaining() / Math.toIntExact(shape[axis]));
    for (int at = data.position() + matrix * part; at < data.limit(); at += stride) {
      rows.put(data.duplicate().position(at).limit(at + part));
    }
    long[] dims = shape.clone();
    dims[axis] = 1;
    return new Activation(dims, rows.flip());
  }

  /** Rows of K features. */
  public int rows() {
    return features() == 0 ? 0 : data.remaining() / features();
  }
}
