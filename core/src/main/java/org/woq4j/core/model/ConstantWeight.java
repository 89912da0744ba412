package org.woq4j.core.model;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.weight.ElementType;

/**
 * A constant of a model as its readers see it.
 *
 * @param id unique in the model and the same at each opening
 * @param tensor name of the constant
 * @param inputFeatures K; 0 where it is no matrix
 * @param outputFeatures N; 0 where it is no matrix
 * @param type its stored element type as ONNX names it, in upper case, such as FLOAT16
 * @param dims its stored dimensions
 * @param bytes its stored bytes
 * @param readers the nodes that read it as a weight, in graph order; at least one
 * @param readElsewhere whether anything else reads it, so that the float form must stay
 * @param obstacle why no reader of it can be quantized; empty where nothing about the constant
 *     itself stands against it
 */
public record ConstantWeight(
    String id,
    String tensor,
    int inputFeatures,
    int outputFeatures,
    String type,
    List<Long> dims,
    long bytes,
    List<WeightReader> readers,
    boolean readElsewhere,
    Optional<String> obstacle) {

  public ConstantWeight {
    dims = List.copyOf(dims);
    readers = List.copyOf(readers);
  }

  /** K times N. */
  public long elements() {
    return (long) inputFeatures * outputFeatures;
  }

  /** The type in which readers see it. */
  public ElementType activationType() {
    return readers.get(0).activationType();
  }

  /** Whether more than one node reads it. */
  public boolean isShared() {
    return readers.size() > 1 || readElsewhere;
  }
}
