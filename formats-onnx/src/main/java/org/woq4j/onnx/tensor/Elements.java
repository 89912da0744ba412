package org.woq4j.onnx.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

/**
 * Reads elements of a float tensor as float32 through a buffer of the calling thread. Safe for
 * several threads.
 *
 * @param bytes the tensor's bytes
 * @param type FLOAT32, FLOAT16 or BFLOAT16
 */
public record Elements(TensorBytes bytes, ElementType type) {

  /** Elements of one read: enough to make the call cheap, few enough to stay in cache. */
  public static final int CHUNK = 1 << 15;

  /** Off-heap, so that files are read into it without a copy. */
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN));

  private static final ThreadLocal<short[]> HALVES =
      ThreadLocal.withInitial(() -> new short[CHUNK]);

  /** Reads {@code count} elements from index {@code first} on into the destination. */
  public void read(long first, int count, float[] destination, int from) {
    ByteBuffer buffer = BUFFER.get();
    int size = type.bits() / 8;
    for (int done = 0; done < count; ) {
      int part = Math.min(CHUNK, count - done);
      buffer.clear().limit(part * size);
      bytes.read((first + done) * size, buffer);
      buffer.flip();
      decode(buffer, part, destination, from + done);
      done += part;
    }
  }

  private void decode(ByteBuffer buffer, int count, float[] destination, int from) {
    if (type == ElementType.FLOAT32) {
      buffer.asFloatBuffer().get(destination, from, count);
      return;
    }
    short[] halves = HALVES.get();
    buffer.asShortBuffer().get(halves, 0, count);
    if (type == ElementType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        destination[from + i] = Float16.toFloat(halves[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        destination[from + i] = BFloat16.toFloat(halves[i]);
      }
    }
  }
}
