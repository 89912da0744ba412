package org.woq4j.core.plan;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Replacement;

/**
 * Bytes of a model before and after.
 *
 * @param before bytes of the float model with all its files
 * @param after bytes of the written model, to a few kilobytes
 * @param stored bytes of these that are stored for the quantized weights
 * @param largest bytes of the largest weight in the written model
 */
public record ModelBytes(long before, long after, long stored, long largest) {

  static ModelBytes of(FloatModel model, List<Replacement> replacements) {
    // A float constant that is read as W and as Wᵀ counts as two weights, and is there once.
    Map<String, Long> removed =
        replacements.stream()
            .filter(Replacement::removesFloatWeight)
            .map(Replacement::weight)
            .collect(
                Collectors.toMap(
                    ConstantWeight::tensor, ConstantWeight::bytes, (first, same) -> first));
    long before = model.bytes();
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
        before - removed.values().stream().mapToLong(Long::longValue).sum() + stored,
        stored,
        LongStream.concat(kept, written).max().orElse(0));
  }
}
