package org.woq4j.onnx.emit.layout;

import java.util.Optional;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;

/** Refusals and notes that several emitters share. */
public final class Answers {

  private Answers() {}

  public static EmissionPlan notAMatMul(String operator) {
    return EmissionPlan.refuse(
        operator + " multiplies; it cannot gather",
        "format gather-int8, gather-block-quantized or fake-quant");
  }

  public static EmissionPlan floatZeroPoint(String operator) {
    return EmissionPlan.refuse(
        operator + " takes no float zero points",
        "integer zero points, or format matmul-nbits with at most 4 bits");
  }

  public static EmissionPlan groupSize(String operator, QuantScheme scheme, String alternative) {
    return EmissionPlan.refuse(
        operator + " cannot hold groups of " + scheme.groupSize() + " rows", alternative);
  }

  public static Optional<String> bfloat16Note(ElementType activationType) {
    return activationType == ElementType.BFLOAT16
        ? Optional.of("ONNX Runtime has no CPU kernel for bfloat16")
        : Optional.empty();
  }
}
