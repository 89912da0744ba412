/**
 * The ONNX format as core sees it: {@link org.woq4j.onnx.OnnxFormat} opens a file as a {@link
 * org.woq4j.core.model.FloatModel}, which lists weights, gives float views of them, cuts itself
 * into pieces and starts a rewrite. The other packages do the work: {@code read} and {@code tensor}
 * open files, {@code inline} and {@code product} bring what functions and other operators multiply
 * into the form of MatMul nodes, {@code graph} and {@code weights} find weights, {@code raise},
 * {@code rewrite} and {@code emit} replace nodes, {@code half} writes what stays float in half
 * precision, {@code pieces} cuts the model, {@code write} writes it.
 *
 * <pre>{@code
 * try (FloatModel model = new OnnxFormat().open(SourceFiles.of(Path.of("model.onnx")))) {
 *   for (ConstantWeight weight : model.weights()) {
 *     System.out.println(weight.id() + ": " + weight.inputFeatures() + " input features");
 *   }
 * }
 * }</pre>
 */
@NullMarked
package org.woq4j.onnx;

import org.jspecify.annotations.NullMarked;
