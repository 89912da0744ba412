/**
 * Chooses the linear algebra of a run: a native one that computes correctly, else plain Java.
 *
 * <p>{@link org.woq4j.core.algebra.ChosenLinearAlgebra} chooses at its first use; a check on small
 * exact numbers rejects broken libraries.
 */
@NullMarked
package org.woq4j.core.algebra;

import org.jspecify.annotations.NullMarked;
