/** Protobuf, in the jar; empty before. */
@NullMarked
package org.woq4j.onnx.protobuf;

import org.jspecify.annotations.NullMarked;
