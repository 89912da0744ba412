/**
 * ONNX Runtime in a child process. {@link org.woq4j.runtime.onnx.child.ChildRuntime} is this
 * process's side: it starts a Java virtual machine that runs {@code ChildServer}, sends requests to
 * its standard input and reads replies from its standard output. What both sides load needs nothing
 * but ONNX Runtime, the package of sessions and the JDK.
 */
@NullMarked
package org.woq4j.runtime.onnx.child;

import org.jspecify.annotations.NullMarked;
