package org.woq4j.onnx.tensor;

import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.onnx.proto.TensorProto;

/** Checks that a tensor's dims, type and bytes agree. */
public final class TensorCheck {

  private static final String DAMAGED = "the model is damaged: export it again";

  private TensorCheck() {}

  /**
   * The problem of a tensor, in which a payload has replaced external data; empty if it is valid.
   */
  public static Optional<Issue> issue(TensorProto tensor) {
    Optional<DataType> type = DataType.of(tensor.getDataType());
    try {
      // Segments, which are parts of larger tensors, and unknown types cannot be checked.
      long elements = DataType.elements(tensor.getDimsList());
      long expected = type.map(known -> known.bytes(elements)).orElse(0L);
      if (type.isEmpty() || tensor.hasSegment()) {
        return Optional.empty();
      }
      Optional<String> contradiction =
          type.get() == DataType.STRING
              ? strings(tensor, elements)
              : contradiction(tensor, type.get(), expected);
      return contradiction.map(TensorCheck::damaged);
    } catch (IllegalArgumentException negative) {
      return Optional.of(damaged(String.valueOf(negative.getMessage())));
    } catch (ArithmeticException overflow) {
      return Optional.of(damaged("dims " + tensor.getDimsList() + " overflow 64 bits"));
    }
  }

  private static Optional<String> strings(TensorProto tensor, long elements) {
    if (tensor.hasPayload() || !tensor.getRawData().isEmpty()) {
      return Optional.of("strings are not in string_data");
    }
    int count = tensor.getStringDataCount();
    return count == elements
        ? Optional.empty()
        : Optional.of("it has %d strings, but takes %d".formatted(count, elements));
  }

  private static Optional<String> contradiction(TensorProto tensor, DataType type, long expected) {
    int field = tensor.getPayload().getField();
    if (tensor.hasPayload()
        && field != TensorProto.RAW_DATA_FIELD_NUMBER
        && field != InlineData.field(type)) {
      return Optional.of("its values are in a field that is not for " + type);
    }
    long actual =
        tensor.hasPayload() ? tensor.getPayload().getLength() : InlineData.length(tensor, type);
    return actual == expected
        ? Optional.empty()
        : Optional.of(
            "it has "
                + actual
                + " bytes, but "
                + type
                + tensor.getDimsList()
                + " takes "
                + expected);
  }

  private static Issue damaged(String message) {
    return Issue.of(message, DAMAGED);
  }
}
