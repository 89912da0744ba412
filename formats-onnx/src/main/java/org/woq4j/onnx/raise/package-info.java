/**
 * Raises the standard operator set that a model imports, where every node keeps its meaning. {@code
 * OperatorChanges} is the table of changes, {@code GraphRaise} applies it to a graph and its
 * bodies; {@link org.woq4j.onnx.raise.OpsetRaise} gives the raised model or the reasons why a node
 * cannot be converted.
 */
@NullMarked
package org.woq4j.onnx.raise;

import org.jspecify.annotations.NullMarked;
