/** Measures how far quantized weights are from the float weights. */
@NullMarked
package org.woq4j.core.measure;

import org.jspecify.annotations.NullMarked;
