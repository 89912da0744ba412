/**
 * What a caller asks for. Ids and options are not validated here; planning does that.
 *
 * <pre>{@code
 * QuantizationRequest request =
 *     QuantizationRequest.builder(Path.of("model.onnx"), Path.of("model.int4.onnx"))
 *         .defaults(Settings.builder().algorithm("rtn").format("matmul-nbits").bits(4).build())
 *         .rule(
 *             new WeightRule(
 *                 WeightMatcher.name("*lm_head*"),
 *                 Settings.builder().skip(true).build(),
 *                 Optional.empty()))
 *         .build();
 * }</pre>
 *
 * <p>{@link org.woq4j.core.request.RecipeKeys} has the names of these settings in recipes and in
 * messages.
 */
@NullMarked
package org.woq4j.core.request;

import org.jspecify.annotations.NullMarked;
