package org.woq4j.core.plan;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.request.Rest;

/**
 * Bytes of a model before and after.
 *
 * @param before bytes of the float model with all its files
 * @param after bytes of the written model, to a few kilobytes
 * @param stored bytes of these that are stored for the quantized weights
 * @param largest bytes of the largest weight in the written model
 */
public record ModelBytes(long before, long after, long stored, long largest) {

  /** As ONNX names it. */
  private static final String FLOAT32 = "FLOAT";

  /**
   * Bytes of a plan.
   *
   * @param rest the type of what stays float; what cannot be of it counts as if it could
   */
  static ModelBytes of(FloatModel model, List<Replacement> replacements, Rest rest) {
    // A float constant that is read as W and as Wᵀ counts as two weights, and is there once.
    Map<String, Long> removed =
        replacements.stream()
            .filter(Replacement::removesFloatWeight)
            .map(Replacement::weight)
            .collect(
                Collectors.toMap(
                    ConstantWeight::tensor, ConstantWeight::bytes, (first, same) -> first));
    long before = model.bytes();
    long gone = removed.values().stream().mapToLong(Long::longValue).sum();
    long stored = replacements.stream().mapToLong(Replacement::storedBytes).sum();
    LongStream kept =
        model.weights().stream()
            .filter(weight -> !removed.containsKey(weight.tensor()))
            .mapToLong(ConstantWeight::bytes);
    LongStream written =
        replacements.stream()
            .flatMap(replacement -> replacement.emissions().stream())
            .flatMap(emission -> emission.plan().tensors().stream())
            .mapToLong(TensorSpec::bytes);
    return new ModelBytes(
        before,
        before - gone - saved(model, replacements, rest) + stored,
        stored,
        LongStream.concat(kept, written).max().orElse(0));
  }

  /** What the other float32 constants take less. */
  private static long saved(FloatModel model, List<Replacement> replacements, Rest rest) {
    long removed =
        replacements.stream()
            .filter(Replacement::removesFloatWeight)
            .map(replacement -> replacement.weight().constant())
            .filter(constant -> constant.type().equals(FLOAT32))
            .distinct()
            .mapToLong(StoredConstant::bytes)
            .sum();
    long kept = model.float32Bytes() - removed;
    return kept - kept * rest.of(ElementType.FLOAT32).bits() / ElementType.FLOAT32.bits();
  }
}
