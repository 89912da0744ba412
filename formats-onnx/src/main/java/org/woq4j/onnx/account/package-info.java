/**
 * The account of a model: what each of its bytes is and who reads it. {@link
 * org.woq4j.onnx.account.ModelAccount} is the entry point.
 */
@NullMarked
package org.woq4j.onnx.account;

import org.jspecify.annotations.NullMarked;
