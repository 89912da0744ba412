package org.woq4j.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/** Tensors of batches. */
public final class Tensors {

  private Tensors() {}

  public static NamedTensor longs(String name, long[] shape, long... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
    data.asLongBuffer().put(values);
    return new NamedTensor(name, ElementType.INT64, shape, data);
  }

  public static NamedTensor floats(String name, long[] shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new NamedTensor(name, ElementType.FLOAT32, shape, data);
  }

  /** Normally distributed numbers, some features larger than others. */
  public static float[] normal(long seed, int rows, int features) {
    Random random = new Random(seed);
    float[] values = new float[rows * features];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (1 + i % features % 7) + 0.3);
    }
    return values;
  }

  /** The elements as numbers. */
  public static double[] read(NamedTensor tensor) {
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
    double[] values = new double[8 * data.remaining() / tensor.type().bits()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type()) {
            case INT64 -> data.getLong();
            case INT32 -> data.getInt();
            case FLOAT32 -> data.getFloat();
            case FLOAT16 -> data.getShort();
            default -> data.get();
          };
    }
    return values;
  }
}
