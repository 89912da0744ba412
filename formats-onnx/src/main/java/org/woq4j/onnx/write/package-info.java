/**
 * Writes ONNX models with or without external data: first into a temporary folder beside the
 * output, then moved into place.
 */
package org.woq4j.onnx.write;
