package org.woq4j.core.report;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.Note;

/**
 * One weight that was quantized.
 *
 * @param weight name of the constant
 * @param nodes names of the nodes that read it and were replaced
 * @param operator operator of the first of them
 * @param inputFeatures K
 * @param outputFeatures N
 * @param algorithm id of the algorithm
 * @param formats ids of the formats it is stored in
 * @param bits width of a code
 * @param groupSize rows that share a scale; -1 for all
 * @param scheme {@code asym} or {@code sym}
 * @param bytesBefore bytes of the float weight
 * @param bytesAfter bytes stored for it
 * @param relativeError the root of Σ(W−Ŵ)² over the root of ΣW²; 0 for a weight of zeros
 * @param outputError the root of ‖X(W−Ŵ)‖² over the root of ‖XW‖², X being the layer's input on the
 *     calibration data, in sequential mode with all layers before it quantized; empty where its
 *     Gram matrix was not gathered
 * @param notes what plan and algorithm said of it
 * @param storage what is to be known of its stored form
 */
public record LayerReport(
    String weight,
    List<String> nodes,
    String operator,
    int inputFeatures,
    int outputFeatures,
    String algorithm,
    List<String> formats,
    int bits,
    int groupSize,
    String scheme,
    long bytesBefore,
    long bytesAfter,
    double relativeError,
    Optional<Double> outputError,
    List<Note> notes,
    List<String> storage) {

  public LayerReport {
    nodes = List.copyOf(nodes);
    formats = List.copyOf(formats);
    notes = List.copyOf(notes);
    storage = List.copyOf(storage);
  }
}
