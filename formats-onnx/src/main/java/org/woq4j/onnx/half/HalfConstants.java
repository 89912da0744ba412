package org.woq4j.onnx.half;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.tensor.TensorBytes;

/** Whether half precision holds the float32 constants of a model. Not safe for several threads. */
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
  private final Function<TensorProto, TensorBytes> bytes;
  private final Predicate<Value> isGone;
  private final Map<Value, Fit> fits = new HashMap<>();

  /**
   * Constants of one model.
   *
   * @param bytes reads its tensors
   * @param isGone which constants are not converted, and so not read
   */
  HalfConstants(HalfType half, Function<TensorProto, TensorBytes> bytes, Predicate<Value> isGone) {
    this.half = half;
    this.bytes = bytes;
    this.isGone = isGone;
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
    return fits.computeIfAbsent(
        constant,
        key -> isGone.test(key) ? Fit.WITHIN : tensor(key).map(this::fit).orElse(Fit.WITHIN));
  }

  private Fit fit(TensorProto tensor) {
    Fit fit = Fit.WITHIN;
    Elements stored = new Elements(bytes.apply(tensor), ElementType.FLOAT32);
    long elements = DataType.elements(tensor.getDimsList());
    float[] part = new float[(int) Math.min(elements, Elements.CHUNK)];
    for (long first = 0; first < elements; first += part.length) {
      int count = (int) Math.min(part.length, elements - first);
      stored.read(first, count, part, 0);
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

  private static Optional<TensorProto> tensor(Value constant) {
    if (constant.origin() == Origin.INITIALIZER) {
      return Optional.of(constant.scope().proto().getInitializer(constant.index()));
    }
    return constant.node().proto().getAttributeList().stream()
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT)
        .findFirst();
  }
}
