/** Compares a written model with the float model. */
package org.woq4j.runtime.onnx.verify;
