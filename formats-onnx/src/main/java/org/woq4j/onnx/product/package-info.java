/**
 * Writes the products of a constant that other operators contain as MatMul nodes, once, when a
 * model is opened, so that everything after it knows one product only: {@link
 * org.woq4j.onnx.product.PlainProducts}. What is not quantized is written as it was.
 */
@NullMarked
package org.woq4j.onnx.product;

import org.jspecify.annotations.NullMarked;
