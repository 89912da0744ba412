/**
 * Activation-aware weight quantization (AWQ, arXiv 2306.00978). {@link
 * org.woq4j.algorithms.awq.ActivationAwareQuantization} is the algorithm, with the id {@code awq}.
 * Input channels with large activations are scaled up, so that rounding them costs less; each
 * group's range is clipped; then another algorithm rounds the weights. {@link
 * org.woq4j.algorithms.awq.SmoothQuant}, with the id {@code smoothquant}, scales input channels for
 * formats that round the activation.
 */
@NullMarked
package org.woq4j.algorithms.awq;

import org.jspecify.annotations.NullMarked;
