package org.woq4j.evaluation.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.IntToDoubleFunction;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.model.Activation;

/** The elements of tensors as floats. */
public final class Floats {

  private Floats() {}

  /** The elements, from 0 to the limit. Those of a float32 tensor are not copied. */
  public static FloatBuffer of(NamedTensor tensor) {
    ByteBuffer data = tensor.data().slice().order(ByteOrder.nativeOrder());
    return switch (tensor.type()) {
      case INT64 -> converted(data, Long.BYTES, data::getLong);
      case INT32 -> converted(data, Integer.BYTES, data::getInt);
      case INT8, BOOL -> converted(data, 1, data::get);
      case UINT8 -> converted(data, 1, i -> Byte.toUnsignedInt(data.get(i)));
      default -> Activation.of(tensor).data();
    };
  }

  private static FloatBuffer converted(ByteBuffer data, int width, IntToDoubleFunction element) {
    FloatBuffer floats = FloatBuffer.allocate(data.limit() / width);
    for (int i = 0; i < floats.limit(); i++) {
      floats.put(i, (float) element.applyAsDouble(i * width));
    }
    return floats;
  }

  /**
   * {@return the place of the greatest of some elements; the first of several}
   *
   * @param from the first of them
   * @param count how many there are, at least one
   */
  public static int greatest(FloatBuffer elements, int from, int count) {
    int greatest = from;
    for (int i = from + 1; i < from + count; i++) {
      greatest = elements.get(i) > elements.get(greatest) ? i : greatest;
    }
    return greatest;
  }
}
