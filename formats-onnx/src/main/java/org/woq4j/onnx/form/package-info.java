/**
 * Checks whether a model keeps to the form of the ONNX format, once, when it is opened. The other
 * packages rely on it: {@link org.woq4j.onnx.form.FormCheck}.
 */
@NullMarked
package org.woq4j.onnx.form;

import org.jspecify.annotations.NullMarked;
