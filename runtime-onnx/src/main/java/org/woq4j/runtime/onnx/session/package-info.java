/** Sessions of ONNX Runtime: load a model, feed it, take its outputs. */
package org.woq4j.runtime.onnx.session;
