/**
 * Stores tensors that later pieces of a model read: in memory up to a bound, else in a file.
 *
 * <p>{@link org.woq4j.core.frontier.FrontierStore} is the store; {@link
 * org.woq4j.core.frontier.BufferPool} reuses its memory outside the heap.
 */
@NullMarked
package org.woq4j.core.frontier;

import org.jspecify.annotations.NullMarked;
