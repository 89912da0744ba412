/**
 * Batches of calibration data, matched to the inputs of a model.
 *
 * <p>{@link org.woq4j.core.batch.SourceData} reads batches from a source. {@link
 * org.woq4j.core.batch.BatchFitter} checks names, types, shapes and elements, and fills inputs that
 * follow from others. {@link org.woq4j.core.batch.AttentionMask} marks the rows that are padding.
 */
@NullMarked
package org.woq4j.core.batch;

import org.jspecify.annotations.NullMarked;
