package org.woq4j.core.model;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.weight.ElementType;

/**
 * A constant of a model as its readers see it.
 *
 * @param id unique in the model and the same at each opening
 * @param constant the constant as it is stored
 * @param inputFeatures K; 0 if it is not a matrix
 * @param outputFeatures N; 0 if it is not a matrix
 * @param uses who reads it
 */
public record ConstantWeight(
    String id, StoredConstant constant, int inputFeatures, int outputFeatures, WeightUses uses) {

  /** Name of the constant. */
  public String tensor() {
    return constant.name();
  }

  /** Its stored bytes. */
  public long bytes() {
    return constant.bytes();
  }

  /** The nodes that read it as a weight, in graph order; at least one. */
  public List<WeightReader> readers() {
    return uses.readers();
  }

  /** Why no reader of it can be quantized; empty if the constant itself does not prevent it. */
  public Optional<String> obstacle() {
    return uses.obstacle();
  }

  /** K times N. */
  public long elements() {
    return (long) inputFeatures * outputFeatures;
  }

  /** The type in which readers see it. */
  public ElementType activationType() {
    return readers().get(0).activationType();
  }
}
