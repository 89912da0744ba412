/**
 * How a caller follows a run and cancels it.
 *
 * <pre>{@code
 * Cancellation cancellation = new Cancellation();
 * RunControl control =
 *     new RunControl((stage, done, total) -> show(stage, done, total), cancellation);
 * quantizer.quantize(request, List.of(), control); // cancellation.cancel() from another thread
 * }</pre>
 */
@NullMarked
package org.woq4j.core.progress;

import org.jspecify.annotations.NullMarked;
