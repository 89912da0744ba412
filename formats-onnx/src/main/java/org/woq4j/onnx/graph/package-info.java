/**
 * The graph of a model with its bodies. {@link org.woq4j.onnx.graph.ModelGraph} holds a {@link
 * org.woq4j.onnx.graph.GraphScope} for the main graph and for each body; a scope resolves names to
 * {@link org.woq4j.onnx.graph.Value}s, and {@link org.woq4j.onnx.graph.Uses} lists the nodes that
 * read a value. {@link org.woq4j.onnx.graph.GraphEdits} collects changes and applies them to a
 * copy; new names come from {@link org.woq4j.onnx.graph.NameGenerator}.
 */
@NullMarked
package org.woq4j.onnx.graph;

import org.jspecify.annotations.NullMarked;
