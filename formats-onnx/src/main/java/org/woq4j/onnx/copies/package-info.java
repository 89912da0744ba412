/**
 * Constants with equal bytes: {@link org.woq4j.onnx.copies.EqualTensors} finds them, {@link
 * org.woq4j.onnx.copies.StoredOnce} stores those that stay float once.
 */
@NullMarked
package org.woq4j.onnx.copies;

import org.jspecify.annotations.NullMarked;
