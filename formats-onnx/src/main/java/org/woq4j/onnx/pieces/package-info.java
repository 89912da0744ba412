/**
 * Cuts a model so that its activations can be computed in parts. {@link
 * org.woq4j.onnx.pieces.ModelPieces} makes the pieces of sequential mode, each a model that gets
 * earlier outputs and quantized weights as inputs, and the pieces of a float model for several
 * passes, whose weights stay constants. {@link org.woq4j.onnx.pieces.SiteOutputs} makes one model
 * that outputs the activations of all sites, for a single pass.
 */
@NullMarked
package org.woq4j.onnx.pieces;

import org.jspecify.annotations.NullMarked;
