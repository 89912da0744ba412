/**
 * Sums over the rows of activations. The bits do not depend on the number of threads.
 *
 * <p>{@link org.woq4j.core.statistics.PassSums} has the sums of one pass. Batches that run at the
 * same time add to a sum in their order. Each sum is split into tiles of a fixed size.
 */
@NullMarked
package org.woq4j.core.statistics;

import org.jspecify.annotations.NullMarked;
