/**
 * Dense linear algebra on row-major arrays.
 *
 * <p>Algorithms get a {@link org.woq4j.api.math.LinearAlgebra} from their context. It multiplies
 * {@link org.woq4j.api.math.FloatMatrix} views, computes Gram matrices, and factorizes symmetric
 * matrices. A native library implements it where one is available; plain Java does elsewhere.
 *
 * <pre>{@code
 * // C = A · Bᵀ with A [rows,K] and B [columns,K]
 * float[] product = new float[rows * columns];
 * context
 *     .linearAlgebra()
 *     .multiplyAdd(
 *         1,
 *         FloatMatrix.of(a, rows, k),
 *         Transposition.AS_IS,
 *         FloatMatrix.of(b, columns, k),
 *         Transposition.TRANSPOSED,
 *         FloatMatrix.of(product, rows, columns));
 * }</pre>
 */
@NullMarked
package org.woq4j.api.math;

import org.jspecify.annotations.NullMarked;
