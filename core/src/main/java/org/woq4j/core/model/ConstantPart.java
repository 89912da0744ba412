package org.woq4j.core.model;

/**
 * The elements of a constant that a weight is.
 *
 * @param place where they are in the constant, as Python writes a slice, such as {@code [2]} for an
 *     expert of a stack; empty if they are all of it
 * @param inputFeatures K; 0 if it is not a matrix
 * @param outputFeatures N; 0 if it is not a matrix
 */
public record ConstantPart(String place, int inputFeatures, int outputFeatures) {

  /** All of a constant. */
  public static ConstantPart whole(int inputFeatures, int outputFeatures) {
    return new ConstantPart("", inputFeatures, outputFeatures);
  }
}
