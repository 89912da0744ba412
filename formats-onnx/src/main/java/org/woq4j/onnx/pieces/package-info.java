/**
 * Cuts a model so that its activations can be computed in parts. {@link
 * org.woq4j.onnx.pieces.ModelPieces} makes the pieces of sequential mode, each a model that gets
 * earlier outputs and quantized weights as inputs; {@link org.woq4j.onnx.pieces.SiteOutputs} makes
 * one model that outputs the activations of all sites, for one-pass mode.
 */
@NullMarked
package org.woq4j.onnx.pieces;

import org.jspecify.annotations.NullMarked;
