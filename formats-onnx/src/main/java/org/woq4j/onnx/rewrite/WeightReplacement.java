package org.woq4j.onnx.rewrite;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.core.model.Emission;
import org.woq4j.onnx.tensor.OnnxError;
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

  /** The name of the weight. */
  String name() {
    return weight.weight().tensor();
  }

  /**
   * Checks that all bytes of the new tensors were written.
   *
   * @throws org.woq4j.api.WoqException naming the emitter that has not written its own
   */
  void requireWritten() {
    for (Reader reader : readers) {
      for (TensorSpec spec : reader.emission().plan().tensors()) {
        OptionalLong missing = tensors.of(spec).slot().firstMissing();
        if (missing.isPresent()) {
          throw OnnxError.INCOMPLETE.because(
              "%s: %s did not write byte %d of the %d bytes of its tensor '%s'"
                  .formatted(
                      name(),
                      reader.emission().emitter(),
                      missing.getAsLong(),
                      spec.bytes(),
                      spec.role()),
              "this is a defect of the format; choose another");
        }
      }
    }
  }

  /** The readers that multiply an activation by it. */
  Stream<FoundReader> products() {
    return readers(OperatorKind::isProduct);
  }

  /** The readers that look rows up in it. */
  Stream<FoundReader> gathers() {
    return readers(OperatorKind.GATHER::equals);
  }

  private Stream<FoundReader> readers(Predicate<OperatorKind> kind) {
    return readers.stream().map(Reader::reader).filter(reader -> kind.test(reader.reader().kind()));
  }
}
