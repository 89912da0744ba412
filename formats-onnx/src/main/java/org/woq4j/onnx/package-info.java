/** ONNX models: what reading, understanding, emitting and writing them share. */
package org.woq4j.onnx;
