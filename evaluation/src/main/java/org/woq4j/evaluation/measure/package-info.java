/**
 * The built-in measures: {@link org.woq4j.evaluation.measure.OutputMeasure} for every output,
 * {@link org.woq4j.evaluation.measure.EmbeddingMeasure} for embeddings, {@link
 * org.woq4j.evaluation.measure.LogitsMeasure} for language models, {@link
 * org.woq4j.evaluation.measure.ClassMeasure} for classifiers. Percentiles, correlations and
 * generators are those of Apache Commons Math.
 */
@NullMarked
package org.woq4j.evaluation.measure;

import org.jspecify.annotations.NullMarked;
