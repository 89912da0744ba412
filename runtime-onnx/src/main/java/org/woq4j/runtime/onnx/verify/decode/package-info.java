/**
 * Decodes the weights that emitted nodes store. It follows the operators' specifications and shares
 * no code with the emitters, so that an error in their packing is found.
 */
@NullMarked
package org.woq4j.runtime.onnx.verify.decode;

import org.jspecify.annotations.NullMarked;
