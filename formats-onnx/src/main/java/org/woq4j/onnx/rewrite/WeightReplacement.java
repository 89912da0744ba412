package org.woq4j.onnx.rewrite;

import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.Emission;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.FoundWeight;

/**
 * A weight that is replaced.
 *
 * @param weight the weight
 * @param tensors its new tensors
 * @param readers its replaced readers
 */
record WeightReplacement(FoundWeight weight, StoredTensors tensors, List<Reader> readers) {

  /** A reader with its replacement. */
  record Reader(FoundReader reader, Emission emission) {}

  WeightReplacement {
    readers = List.copyOf(readers);
  }

  /** The readers that multiply an activation by it. */
  Stream<FoundReader> products() {
    return readers(OperatorKind.MATMUL);
  }

  /** The readers that look rows up in it. */
  Stream<FoundReader> gathers() {
    return readers(OperatorKind.GATHER);
  }

  private Stream<FoundReader> readers(OperatorKind kind) {
    return readers.stream().map(Reader::reader).filter(reader -> reader.reader().kind() == kind);
  }
}
