package org.woq4j.core.model;

/**
 * The elements of a constant that a weight is: a matrix [K,N], or a batch of them. The columns of a
 * batch are those of its matrices, one matrix after the other.
 *
 * @param place where they are in the constant, as Python writes a slice, such as {@code [2]} for an
 *     expert of a stack; empty if they are all of it
 * @param matrices number of matrices
 * @param inputFeatures K; 0 if it is not a matrix
 * @param columns columns of all matrices: N if there is one; 0 if it is not a matrix
 */
public record ConstantPart(String place, int matrices, int inputFeatures, int columns) {

  /** All of a constant that is one matrix. */
  public static ConstantPart whole(int inputFeatures, int outputFeatures) {
    return new ConstantPart("", 1, inputFeatures, outputFeatures);
  }
}
