/** What a model asks for when it runs. */
package org.woq4j.onnx.inputs;
