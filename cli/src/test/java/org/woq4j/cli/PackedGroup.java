package org.woq4j.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.woq4j.onnx.proto.TensorProto;

/**
 * A group of one column of a weight that is stored in 4 bits.
 *
 * @param codes a row each; the last group of a column is padded
 */
record PackedGroup(float scale, int zeroPoint, int[] codes) {

  private static final int MIDDLE_CODE = 8;

  /**
   * Groups of a weight of MatMulNBits, column by column.
   *
   * @param tensors codes [N, groups, bytes of a group], scales and, if any, zero points
   * @param placesOfColumn places that the zero points of a column take: at least its groups
   */
  static List<PackedGroup> ofNBits(List<TensorProto> tensors, int placesOfColumn) {
    TensorProto codes = tensors.get(0);
    int groups = (int) codes.getDims(1);
    int bytes = (int) codes.getDims(2);
    float[] scales = FloatTensor.of(tensors.get(1)).elements();
    List<PackedGroup> all = new ArrayList<>();
    for (int i = 0; i < codes.getDims(0) * groups; i++) {
      int place = i / groups * placesOfColumn + i % groups;
      int zeroPoint = tensors.size() > 2 ? nibble(tensors.get(2), place) : MIDDLE_CODE;
      all.add(new PackedGroup(scales[i], zeroPoint, nibbles(codes, i * bytes, bytes)));
    }
    return all;
  }

  /** Groups of a weight of MatMulFpQ4, column by column. */
  static List<PackedGroup> ofFpQ4(TensorProto blob, boolean hasZeroPoints) {
    ByteBuffer bytes = blob.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<PackedGroup> all = new ArrayList<>();
    while (bytes.hasRemaining()) {
      float scale = bytes.getFloat();
      int zeroPoint = hasZeroPoints ? Byte.toUnsignedInt(bytes.get()) : MIDDLE_CODE;
      all.add(new PackedGroup(scale, zeroPoint, halves(bytes)));
    }
    return all;
  }

  /** Codes of two rows a byte, the lower one first. */
  private static int[] nibbles(TensorProto packed, int fromByte, int bytes) {
    int[] codes = new int[2 * bytes];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = nibble(packed, 2 * fromByte + i);
    }
    return codes;
  }

  /** Codes of rows i and i + 16 a byte. */
  private static int[] halves(ByteBuffer bytes) {
    int[] codes = new int[32];
    for (int i = 0; i < 16; i++) {
      int two = Byte.toUnsignedInt(bytes.get());
      codes[i] = two & 15;
      codes[i + 16] = two >> 4;
    }
    return codes;
  }

  private static int nibble(TensorProto packed, int index) {
    return packed.getRawData().byteAt(index / 2) >> (4 * (index % 2)) & 15;
  }
}
