package org.woq4j.onnx.half;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Whether half precision holds the float32 constants of a model. Not safe for several threads. */
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
  private final ConstantElements elements;
  private final Predicate<Value> isGone;
  private final Map<Value, Fit> fits = new HashMap<>();

  /**
   * Constants of one model.
   *
   * @param elements reads its constants
   * @param isGone which constants are not converted, and so not read
   */
  HalfConstants(HalfType half, ConstantElements elements, Predicate<Value> isGone) {
    this.half = half;
    this.elements = elements;
    this.isGone = isGone;
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
        constant,
        key ->
            isGone.test(key)
                ? Fit.WITHIN
                : ConstantElements.tensor(key).map(this::fit).orElse(Fit.WITHIN));
  }

  private Fit fit(TensorProto tensor) {
    EnumSet<Fit> found = EnumSet.of(Fit.WITHIN);
    elements.read(
        tensor,
        (first, part, count) -> {
          for (int i = 0; i < count; i++) {
            float magnitude = Math.abs(part[i]);
            if (magnitude > half.largest() && magnitude < Float.POSITIVE_INFINITY) {
              found.add(magnitude < MEANS_INFINITY ? Fit.BEYOND : Fit.LIMITED);
            }
          }
        });
    return Collections.max(found);
  }
}
