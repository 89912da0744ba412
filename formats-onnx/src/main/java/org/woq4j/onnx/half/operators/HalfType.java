package org.woq4j.onnx.half.operators;

import java.util.Optional;
import org.woq4j.core.request.Rest;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.tensor.DataType;

/** A floating-point type of 16 bits. */
public enum HalfType {
  /** Eleven binary digits. */
  FLOAT16(
      DataType.FLOAT16,
      65504,
      0x1p-24f,
      "which half precision holds exactly only to 2,048",
      "which half precision holds only to 65,504") {
    @Override
    short nearest(float element) {
      return Float16.fromFloat(element);
    }
  },
  /** The range of float32, and eight binary digits. */
  BFLOAT16(
      DataType.BFLOAT16,
      0x1.FEp127f,
      0x1p-133f,
      "which bfloat16 holds exactly only to 256",
      "of which bfloat16 keeps two digits") {
    @Override
    short nearest(float element) {
      return BFloat16.fromFloat(element);
    }
  };

  private final DataType type;
  private final float largest;
  private final float smallest;
  private final String ofIntegers;
  private final String ofSquares;

  HalfType(DataType type, float largest, float smallest, String ofIntegers, String ofSquares) {
    this.type = type;
    this.largest = largest;
    this.smallest = smallest;
    this.ofIntegers = ofIntegers;
    this.ofSquares = ofSquares;
  }

  /** The type of a rest; empty for float32. */
  public static Optional<HalfType> of(Rest rest) {
    return switch (rest) {
      case FLOAT32 -> Optional.empty();
      case FLOAT16 -> Optional.of(FLOAT16);
      case BFLOAT16 -> Optional.of(BFLOAT16);
    };
  }

  /** The type in ONNX. */
  public DataType type() {
    return type;
  }

  /** The largest finite number. */
  public float largest() {
    return largest;
  }

  /** What is wrong with integers, a clause. */
  public String ofIntegers() {
    return ofIntegers;
  }

  /** What is wrong with squares, a clause. */
  public String ofSquares() {
    return ofSquares;
  }

  /** The bits of the nearest number, which may be infinite. */
  abstract short nearest(float element);

  /** The bits of the nearest number that is finite and not zero where the element is so. */
  public short of(float element) {
    float magnitude = Math.abs(element);
    if (magnitude > largest && magnitude < Float.POSITIVE_INFINITY) {
      return nearest(Math.copySign(largest, element));
    }
    return magnitude > 0 && magnitude < smallest
        ? nearest(Math.copySign(smallest, element))
        : nearest(element);
  }
}
