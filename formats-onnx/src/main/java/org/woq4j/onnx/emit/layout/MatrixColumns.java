package org.woq4j.onnx.emit.layout;

import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.packing.FloatPacking;
import org.woq4j.kernels.packing.RunPacker;

/**
 * Writes some columns of a row-major matrix tensor.
 *
 * @param from the first of them
 * @param count how many
 * @param width columns of the tensor
 */
public record MatrixColumns(int from, int count, int width) {

  private static final int CHUNK = 1 << 15;

  /**
   * Packs codes.
   *
   * @param codes [rows, count] row-major, one per byte
   * @param shift is added to each code
   * @param bits bits of a stored code
   * @throws IllegalArgumentException if the columns of a row are not whole bytes
   */
  public void writeCodes(String role, byte[] codes, int shift, int bits, TensorSink sink) {
    int run = count == width ? codes.length : count;
    if (run == count && count < width && !wholeBytes(bits)) {
      throw new IllegalArgumentException(
          "columns [%d, %d) of %d are not whole bytes".formatted(from, from + count, width));
    }
    byte[] packed = new byte[Math.min(run, CHUNK)];
    for (int start = 0; start < codes.length; start += run) {
      long at = (long) (start / run) * width + from;
      for (int done = 0; done < run; done += CHUNK) {
        int length = Math.min(CHUNK, run - done);
        int bytes = RunPacker.pack(codes, start + done, length, shift, bits, packed);
        sink.write(role, (at + done) * bits / 8, packed, 0, bytes);
      }
    }
  }

  /** Writes the columns of one row of floats. */
  public void writeRow(
      String role, ElementType type, float[] values, int valuesFrom, int row, TensorSink sink) {
    byte[] bytes = new byte[(int) type.bytes(count)];
    for (int j = 0; j < count; j++) {
      FloatPacking.put(type, values[valuesFrom + j], bytes, j);
    }
    sink.write(role, type.bytes((long) row * width + from), bytes, 0, bytes.length);
  }

  private boolean wholeBytes(int bits) {
    return (long) from * bits % 8 == 0
        && (long) width * bits % 8 == 0
        && (from + count == width || (long) count * bits % 8 == 0);
  }
}
