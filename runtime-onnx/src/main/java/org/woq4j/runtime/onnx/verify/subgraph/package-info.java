/** Parts of a model that make one value, cut out for a comparison node by node. */
package org.woq4j.runtime.onnx.verify.subgraph;
