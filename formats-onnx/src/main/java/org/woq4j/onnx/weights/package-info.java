/**
 * Finds the weights of a model: constants that nodes multiply by or gather from, read directly or
 * through other nodes.
 */
package org.woq4j.onnx.weights;
