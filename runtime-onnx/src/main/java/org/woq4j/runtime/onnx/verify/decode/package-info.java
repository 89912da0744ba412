/** Decodes the weights that emitted nodes store, independently of the code that packed them. */
package org.woq4j.runtime.onnx.verify.decode;
