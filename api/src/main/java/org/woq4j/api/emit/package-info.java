/**
 * The contract of an emitter, which stores quantized weights in one format.
 *
 * <p>The host first calls {@link org.woq4j.api.emit.NodeEmitter#plan} with the shape and the scheme
 * of a weight. The {@link org.woq4j.api.emit.EmissionPlan} refuses with a reason, or lists the
 * tensors that will be stored. After quantization, {@code pack} writes their bytes to a {@link
 * org.woq4j.api.emit.TensorSink}, and {@code nodes} returns the nodes that replace the reader of
 * the float weight.
 *
 * <pre>{@code
 * public EmissionPlan plan(EmissionRequest request) {
 *   if (request.scheme().bits() != 8) {
 *     return EmissionPlan.refuse("only 8 bits can be stored", "set bits to 8");
 *   }
 *   List<Long> dims = List.of((long) request.inputFeatures(), (long) request.outputFeatures());
 *   return EmissionPlan.accept(request.scheme())
 *       .tensor(new TensorSpec("codes", ElementType.UINT8, dims, "rows"))
 *       .build();
 * }
 * }</pre>
 *
 * <p>The class is named in {@code META-INF/services} and tested by the {@code NodeEmitterContract}
 * of woq4j-tck.
 */
@NullMarked
package org.woq4j.api.emit;

import org.jspecify.annotations.NullMarked;
