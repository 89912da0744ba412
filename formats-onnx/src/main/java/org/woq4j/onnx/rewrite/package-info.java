/**
 * Replaces the nodes that read weights by the nodes of emitters. {@link
 * org.woq4j.onnx.rewrite.GraphRewrite} first reserves all new tensors, takes their bytes and the
 * scales of divided activations from any number of threads, and then builds the new model: {@code
 * NodeReplacer} replaces nodes, {@code SiteInputs} divides activations, {@code ActivationNodes}
 * writes once what several weights compute from one activation, {@code OrphanSweep} removes
 * constants that nothing reads any more.
 */
@NullMarked
package org.woq4j.onnx.rewrite;

import org.jspecify.annotations.NullMarked;
