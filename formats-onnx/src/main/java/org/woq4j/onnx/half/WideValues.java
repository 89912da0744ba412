package org.woq4j.onnx.half;

import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.Interval;
import org.woq4j.onnx.half.bounds.ReachedValues;
import org.woq4j.onnx.half.operators.HalfType;

/**
 * The values that half precision cannot hold.
 *
 * @param half the type
 * @param main the main graph
 * @param seen names of values of the main graph that calibration data showed beyond it
 * @param reached what constants show
 */
record WideValues(HalfType half, GraphScope main, Set<String> seen, ReachedValues reached) {

  private static final String SEEN =
      "they read or return values beyond 65,504 in the calibration data";
  private static final String REACHED =
      "they read or return values that constants bring beyond 65,504";

  /**
   * Why a node that reads or returns a value stays float32; empty if the value is none of these.
   */
  Optional<String> reason(Value value) {
    if (value.scope() == main && seen.contains(value.name())) {
      return Optional.of(SEEN);
    }
    return reached.of(value).filter(this::isBeyond).map(interval -> REACHED);
  }

  private boolean isBeyond(Interval reached) {
    return isBeyond(reached.smallest()) || isBeyond(reached.largest());
  }

  private boolean isBeyond(double number) {
    return Math.abs(number) > half.largest() && Math.abs(number) < HalfConstants.MEANS_INFINITY;
  }
}
