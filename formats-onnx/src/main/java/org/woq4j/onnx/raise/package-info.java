/** Raises the standard operator set that a model imports, where every node keeps its meaning. */
package org.woq4j.onnx.raise;
