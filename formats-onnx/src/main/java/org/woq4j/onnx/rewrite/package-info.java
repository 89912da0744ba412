/** Replaces the nodes that read weights by the nodes of emitters. */
package org.woq4j.onnx.rewrite;
