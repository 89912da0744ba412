/** Cuts a model into parts that run separately. */
package org.woq4j.onnx.pieces;
