/**
 * Compares quantized models with the float model. {@link org.woq4j.evaluation.Comparison} is the
 * entry point.
 */
@NullMarked
package org.woq4j.evaluation;

import org.jspecify.annotations.NullMarked;
