/**
 * What a graph computes with constants: finds the weights of its nodes, gives float views of them,
 * and puts other nodes in the place of those that read them.
 */
package org.woq4j.onnx.graph;
