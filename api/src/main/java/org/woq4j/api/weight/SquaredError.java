package org.woq4j.api.weight;

import org.woq4j.api.Stable;

/**
 * How far a quantized weight Ŵ is from the float weight W.
 *
 * @param error Σ(W−Ŵ)²
 * @param squares ΣW²
 */
@Stable
public record SquaredError(double error, double squares) {}
