/**
 * GPTQ (arXiv 2210.17323): rounds the rows of a weight one after the other; later rows compensate
 * the errors of earlier ones. {@link org.woq4j.algorithms.gptq.Gptq} is the algorithm, with the id
 * {@code gptq}.
 *
 * <p>{@code Gptq} factors the {@code Hessian} of a WeightGroup once; {@code Compensation} holds the
 * factor. {@code WeightSolver} quantizes each weight in {@code ColumnTiles}: {@code Correction}
 * adapts the weight to the quantized layers before it, {@code ColumnSolver} rounds, and {@code
 * Refinement} improves codes and scales. {@code ColumnRanges} holds the scales and zero points of
 * the columns of a tile.
 */
@NullMarked
package org.woq4j.algorithms.gptq;

import org.jspecify.annotations.NullMarked;
