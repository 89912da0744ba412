package org.woq4j.core.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.woq4j.api.weight.ElementType;

/**
 * A constant of a model, or a part of one, as its readers see it.
 *
 * @param id unique in the model and the same at each opening
 * @param constant the constant as it is stored
 * @param part which of its elements, and their shape
 * @param uses who reads it
 */
public record ConstantWeight(
    String id, StoredConstant constant, ConstantPart part, WeightUses uses) {

  private static final Pattern EXPERT = Pattern.compile("(?i)(?<=experts?[._/-]?)\\d+");

  /** Name of the constant, followed by the place of the part. */
  public String tensor() {
    return constant.name() + part.place();
  }

  /**
   * The layer of experts to which it belongs: experts are parts of one constant, or nodes whose
   * names differ only in the number behind {@code expert}. Empty if it is no expert.
   */
  public Optional<String> layerOfExperts() {
    if (matrices() > 1 || !part.place().isEmpty()) {
      return Optional.of(constant.name());
    }
    return Stream.of(readers().get(0).node(), constant.name())
        .map(EXPERT::matcher)
        .filter(Matcher::find)
        .map(expert -> expert.replaceAll("*"))
        .findFirst();
  }

  /** Bytes of the constant, or of the part. */
  public long bytes() {
    return part.place().isEmpty()
        ? constant.bytes()
        : constant.bytes() / constant.elements() * elements();
  }

  /** K; 0 if it is not a matrix. */
  public int inputFeatures() {
    return part.inputFeatures();
  }

  /** Columns of all its matrices: N if it is one matrix; 0 if it is not a matrix. */
  public int outputFeatures() {
    return part.columns();
  }

  /** Number of its matrices; 1 unless it is a batch. */
  public int matrices() {
    return part.matrices();
  }

  /** N: columns of each of its matrices; 0 if it is not a matrix. */
  public int columnsOfMatrix() {
    return part.columns() / part.matrices();
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
    return (long) inputFeatures() * outputFeatures();
  }

  /** The type in which readers see it. */
  public ElementType activationType() {
    return readers().get(0).activationType();
  }
}
