package org.woq4j.onnx.half;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.AttributeProto;
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
  private static final float MEANS_INFINITY = 1e9f;

  /** How the elements of a constant fit into half precision. */
  private enum Fit {
    WITHIN,
    /** All elements beyond it mean infinity; they become the largest finite numbers. */
    LIMITED,
    BEYOND
  }

  private final HalfType half;
  private final StagedOutput output;
  private final Map<Value, Fit> fits = new HashMap<>();

  HalfConstants(HalfType half, StagedOutput output) {
    this.half = half;
    this.output = output;
  }

  /** Whether a value is an initializer that callers cannot replace, or of a Constant node. */
  static boolean isConstant(Value value) {
    return switch (value.origin()) {
      case INITIALIZER -> !value.scope().hasInput(value.name());
      case NODE -> value.node().is("Constant");
      default -> false;
    };
  }

  /** Whether a constant is float32. */
  boolean isFloat(Value constant) {
    return tensor(constant)
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
    return fits.computeIfAbsent(constant, key -> tensor(key).map(this::fit).orElse(Fit.WITHIN));
  }

  private Fit fit(TensorProto tensor) {
    Fit fit = Fit.WITHIN;
    long elements = DataType.elements(tensor.getDimsList());
    float[] part = new float[(int) Math.min(elements, Elements.CHUNK)];
    for (long first = 0; first < elements; first += part.length) {
      int count = (int) Math.min(part.length, elements - first);
      elements(tensor).read(first, count, part, 0);
      for (int i = 0; i < count; i++) {
        float magnitude = Math.abs(part[i]);
        if (magnitude > half.largest() && magnitude < Float.POSITIVE_INFINITY) {
          if (magnitude < MEANS_INFINITY) {
            return Fit.BEYOND;
          }
          fit = Fit.LIMITED;
        }
      }
    }
    return fit;
  }

  private Elements elements(TensorProto tensor) {
    return new Elements(output.bytes(tensor).orElseThrow(), ElementType.FLOAT32);
  }

  private static Optional<TensorProto> tensor(Value constant) {
    if (constant.origin() == Origin.INITIALIZER) {
      return Optional.of(constant.scope().proto().getInitializer(constant.index()));
    }
    return constant.node().proto().getAttributeList().stream()
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT)
        .findFirst();
  }

  /** Writes a float32 tensor in half precision; no element becomes infinite or zero. */
  TensorProto write(TensorProto tensor, String name) {
    TensorSlot slot = output.reserve(name, half.type(), tensor.getDimsList());
    long elements = slot.length() / Short.BYTES;
    int chunk = (int) Math.min(elements, Elements.CHUNK);
    float[] part = new float[chunk];
    ByteBuffer bytes = ByteBuffer.allocate(chunk * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < elements; first += chunk) {
      int count = (int) Math.min(chunk, elements - first);
      elements(tensor).read(first, count, part, 0);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        bytes.putShort(half.of(part[i]));
      }
      output.write(slot, first * Short.BYTES, bytes.array(), 0, bytes.position());
    }
    return slot.tensor();
  }
}
