package org.woq4j.calibration.arrays;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/**
 * An input to fill with random numbers.
 *
 * @param bytes size of one tensor in bytes
 * @param bound exclusive upper bound of integers
 */
record RandomInput(String name, ElementType type, long[] shape, int bytes, int bound) {

  /** The bound for integers that index no known table; nearly every table has two rows. */
  private static final long UNSEEN = 2;

  /**
   * Prepares an input of the given shape.
   *
   * @param below exclusive upper bound of integers; 0 for all values that the input allows
   * @throws org.woq4j.api.WoqException if the type is not supported or the tensor is too large
   */
  static RandomInput of(ModelInput input, long[] shape, int below) {
    if (input.type().bits() < Byte.SIZE) {
      throw ArraysError.MODEL.because(
          "the input "
              + input.name()
              + " has the type "
              + input.type()
              + ", for which random numbers are not supported",
          "choose another source");
    }
    long rows = input.tableRows().orElse(below == 0 ? UNSEEN : Integer.MAX_VALUE);
    long most =
        Math.min(below == 0 ? Integer.MAX_VALUE : below, Math.min(rows, range(input.type())));
    try {
      long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      int bytes = Math.toIntExact(input.type().bytes(elements));
      return new RandomInput(input.name(), input.type(), shape, bytes, (int) most);
    } catch (ArithmeticException tooLarge) {
      throw ArraysError.MODEL.because(
          "the input " + input.name() + " of shape " + Arrays.toString(shape) + " is too large",
          "set smaller sizes for its dimensions");
    }
  }

  /** The exclusive upper bound of the integers of a type. */
  private static long range(ElementType type) {
    return switch (type) {
      case INT8 -> 128;
      case UINT8 -> 256;
      default -> Integer.MAX_VALUE;
    };
  }

  /** Makes the next tensor. */
  NamedTensor draw(Random random) {
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    while (data.hasRemaining()) {
      put(data, random);
    }
    return new NamedTensor(name, type, shape, data.flip());
  }

  private void put(ByteBuffer data, Random random) {
    switch (type) {
      case FLOAT32 -> data.putFloat((float) random.nextGaussian());
      case FLOAT64 -> data.putDouble(random.nextGaussian());
      case FLOAT16 -> data.putShort(half((float) random.nextGaussian()));
      case BFLOAT16 -> data.putShort((short) (bits((float) random.nextGaussian()) >>> 16));
      case INT64 -> data.putLong(random.nextInt(bound));
      case INT32 -> data.putInt(random.nextInt(bound));
      case BOOL -> data.put((byte) 1);
      default -> data.put((byte) random.nextInt(bound));
    }
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  /**
   * Converts a value below 65504 to float16, rounding toward 0; values below the smallest normal
   * number become 0.
   */
  private static short half(float value) {
    int sign = bits(value) >>> 16 & 0x8000;
    int magnitude = ((bits(value) & 0x7fffffff) >>> 13) - (112 << 10);
    return (short) (magnitude < 1 << 10 ? sign : sign | magnitude);
  }
}
