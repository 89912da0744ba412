/** Error codes of this module. */
@NullMarked
package org.woq4j.runtime.onnx.error;

import org.jspecify.annotations.NullMarked;
