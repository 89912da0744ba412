/**
 * Activation-aware weight quantization (arXiv 2306.00978): input channels are scaled so that those
 * matter less which the activation makes matter most, ranges are clipped, and another algorithm
 * rounds.
 */
package org.woq4j.algorithms.awq;
