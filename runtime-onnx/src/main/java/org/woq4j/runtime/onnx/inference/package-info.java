/** Runs whole models at the level of optimization that users get, for evaluations. */
@NullMarked
package org.woq4j.runtime.onnx.inference;

import org.jspecify.annotations.NullMarked;
