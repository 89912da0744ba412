/** Runs models in ONNX Runtime: verifies that what was written works as it should. */
package org.woq4j.runtime.onnx;
