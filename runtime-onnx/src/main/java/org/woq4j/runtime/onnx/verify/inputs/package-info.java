/** Inputs for models and nodes that are run for verification. */
package org.woq4j.runtime.onnx.verify.inputs;
