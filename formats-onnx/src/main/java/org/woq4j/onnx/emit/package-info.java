/** The built-in emitters: each stores quantized weights in one form that ONNX Runtime reads. */
package org.woq4j.onnx.emit;
