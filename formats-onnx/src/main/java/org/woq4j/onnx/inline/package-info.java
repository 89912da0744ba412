/**
 * Puts the nodes of model-local functions in place of calls, where a function holds a weight or is
 * handed one: {@link org.woq4j.onnx.inline.FunctionInlining}. It works once, when a model is
 * opened, so that everything after it sees the same nodes and names.
 */
@NullMarked
package org.woq4j.onnx.inline;

import org.jspecify.annotations.NullMarked;
