package org.woq4j.calibration.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/** Makes a tensor of rows of integers. */
final class TokenTensor {

  private TokenTensor() {}

  /** Whether a type is supported: INT64 or INT32. */
  static boolean canBe(ElementType type) {
    return type == ElementType.INT64 || type == ElementType.INT32;
  }

  /**
   * Makes a tensor [batch, sequence].
   *
   * @param rows at least one row; all have the same length
   */
  static NamedTensor of(String name, ElementType type, List<long[]> rows) {
    long[] shape = {rows.size(), rows.get(0).length};
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(shape[0] * shape[1])))
            .order(ByteOrder.nativeOrder());
    for (long[] row : rows) {
      for (long value : row) {
        if (type == ElementType.INT64) {
          data.putLong(value);
        } else {
          data.putInt(Math.toIntExact(value));
        }
      }
    }
    return new NamedTensor(name, type, shape, data.flip());
  }
}
