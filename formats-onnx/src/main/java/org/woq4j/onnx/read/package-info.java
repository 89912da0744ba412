/**
 * Opens ONNX files without their weights: the structure is parsed, the bytes of tensors stay in
 * their files and are read by position.
 */
package org.woq4j.onnx.read;
