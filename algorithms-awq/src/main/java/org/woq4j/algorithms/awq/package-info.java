/**
 * Activation-aware weight quantization (AWQ, arXiv 2306.00978). {@link
 * org.woq4j.algorithms.awq.ActivationAwareQuantization} is the algorithm, with the id {@code awq}.
 * Input channels with large activations are scaled up, so that rounding them costs less; each
 * group's range is clipped; then another algorithm rounds the weights.
 */
@NullMarked
package org.woq4j.algorithms.awq;

import org.jspecify.annotations.NullMarked;
