package org.woq4j.onnx.half;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.write.StagedOutput;
import org.woq4j.onnx.write.TensorSlot;

/**
 * The float32 constants of a model, and their half-precision forms in its output. They are read and
 * written tile by tile. Not safe for several threads.
 */
final class HalfConstants {

  /** Constants of this magnitude and more mean infinity, as in masks. */
  static final float MEANS_INFINITY = 1e9f;

  /** How the elements of a constant fit into half precision. */
  private enum Fit {
    WITHIN,
    /** All elements beyond it mean infinity; they become the largest finite numbers. */
    LIMITED,
    BEYOND
  }

  private final HalfType half;
  private final StagedOutput output;
  private final ConstantElements elements;
  private final Map<Value, Fit> fits = new HashMap<>();

  HalfConstants(HalfType half, StagedOutput output) {
    this.half = half;
    this.output = output;
    this.elements = new ConstantElements(output::bytes);
  }

  /** The elements of constants. */
  ConstantElements elements() {
    return elements;
  }

  /** Whether a constant is float32. */
  boolean isFloat(Value constant) {
    return ConstantElements.tensor(constant)
        .map(tensor -> tensor.getDataType() == DataType.FLOAT.number())
        .orElse(true); // value_float or value_floats
  }

  /** Whether half precision cannot hold a float32 constant. */
  boolean isBeyond(Value constant) {
    return fit(constant) == Fit.BEYOND;
  }

  /** Whether elements of a float32 constant that mean infinity become the largest finite number. */
  boolean isLimited(Value constant) {
    return fit(constant) == Fit.LIMITED;
  }

  private Fit fit(Value constant) {
    return fits.computeIfAbsent(
        constant, key -> ConstantElements.tensor(key).map(this::fit).orElse(Fit.WITHIN));
  }

  private Fit fit(TensorProto tensor) {
    EnumSet<Fit> found = EnumSet.of(Fit.WITHIN);
    elements.read(
        tensor,
        (part, count) -> {
          for (int i = 0; i < count; i++) {
            float magnitude = Math.abs(part[i]);
            if (magnitude > half.largest() && magnitude < Float.POSITIVE_INFINITY) {
              found.add(magnitude < MEANS_INFINITY ? Fit.BEYOND : Fit.LIMITED);
            }
          }
        });
    return Collections.max(found);
  }

  /** Writes a float32 tensor in half precision; no element becomes infinite or zero. */
  TensorProto write(TensorProto tensor, String name) {
    TensorSlot slot = output.reserve(name, half.type(), tensor.getDimsList());
    int tile = (int) Math.min(slot.length(), Elements.CHUNK * Short.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(tile).order(ByteOrder.LITTLE_ENDIAN);
    long[] written = {0};
    elements.read(
        tensor,
        (part, count) -> {
          bytes.clear();
          for (int i = 0; i < count; i++) {
            bytes.putShort(half.of(part[i]));
          }
          output.write(slot, written[0], bytes.array(), 0, bytes.position());
          written[0] += bytes.position();
        });
    return slot.tensor();
  }
}
