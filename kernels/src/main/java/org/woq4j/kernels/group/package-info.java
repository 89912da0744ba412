/**
 * Quantization of groups of rows: scales and zero points are chosen, then codes. Loops run over
 * scratch rows indexed by the loop variable alone, which is what the compiler vectorizes.
 */
@NullMarked
package org.woq4j.kernels.group;

import org.jspecify.annotations.NullMarked;
