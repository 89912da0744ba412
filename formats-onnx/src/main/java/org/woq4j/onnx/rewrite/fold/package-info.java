/**
 * Multiplies the inverse of an input scale into constants before the activation, where the result
 * is provably the same.
 */
package org.woq4j.onnx.rewrite.fold;
