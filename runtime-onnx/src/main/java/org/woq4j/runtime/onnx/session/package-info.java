/**
 * ONNX Runtime as the rest of this module uses it: a {@link
 * org.woq4j.runtime.onnx.session.ModelRuntime} loads a model as a {@link
 * org.woq4j.runtime.onnx.session.ModelRun}, which reads and returns {@link
 * org.woq4j.runtime.onnx.session.Tensor}s. {@link org.woq4j.runtime.onnx.session.LocalRuntime} is
 * the runtime in this process. No other package uses ONNX Runtime's classes, and this one uses
 * nothing but them, the JDK and a buffer pool, so that a child process needs few jars.
 */
@NullMarked
package org.woq4j.runtime.onnx.session;

import org.jspecify.annotations.NullMarked;
