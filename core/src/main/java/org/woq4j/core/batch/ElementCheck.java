package org.woq4j.core.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/**
 * Finds invalid elements: NaN, and integers outside the table that they index. Runtimes find the
 * latter too, but do not name the input.
 */
final class ElementCheck {

  private final NamedTensor tensor;
  private final ByteBuffer data;
  private final int width;

  private ElementCheck(NamedTensor tensor) {
    this.tensor = tensor;
    this.data = tensor.data().slice().order(ByteOrder.nativeOrder());
    this.width = Math.max(1, tensor.type().bits() / Byte.SIZE);
  }

  /** The first bad element of a tensor; empty if there is none. */
  static Optional<Issue> problem(ModelInput input, NamedTensor tensor) {
    ElementCheck check = new ElementCheck(tensor);
    return switch (tensor.type()) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> check.notANumber();
      case INT64, INT32, INT8, UINT8 -> check.outside(input.tableRows());
      default -> Optional.empty();
    };
  }

  private Optional<Issue> notANumber() {
    return first(this::isNan)
        .map(
            index ->
                Issue.of(
                    "the input " + tensor.name() + " is NaN at " + place(index),
                    "give data without NaN"));
  }

  private boolean isNan(int index) {
    int at = index * width;
    return switch (tensor.type()) {
      case FLOAT64 -> Double.isNaN(data.getDouble(at));
      case FLOAT16 -> (data.getShort(at) & 0x7fff) > 0x7c00;
      case BFLOAT16 -> (data.getShort(at) & 0x7fff) > 0x7f80;
      default -> Float.isNaN(data.getFloat(at));
    };
  }

  private Optional<Issue> outside(OptionalLong tableRows) {
    if (tableRows.isEmpty()) {
      return Optional.empty();
    }
    long rows = tableRows.getAsLong();
    return first(index -> integer(index) < -rows || integer(index) >= rows)
        .map(
            index ->
                Issue.of(
                    "the input %s is %d at %s, but the table that it indexes has %d rows"
                        .formatted(tensor.name(), integer(index), place(index), rows),
                    "its values must be from %d to %d: use the model's own tokenizer, and samples"
                            .formatted(-rows, rows - 1)
                        + " no longer than the model's maximum length"));
  }

  private long integer(int index) {
    int at = index * width;
    return switch (tensor.type()) {
      case INT64 -> data.getLong(at);
      case INT32 -> data.getInt(at);
      case UINT8 -> Byte.toUnsignedInt(data.get(at));
      default -> data.get(at);
    };
  }

  private Optional<Integer> first(IntPredicate bad) {
    return IntStream.range(0, data.limit() / width).filter(bad).boxed().findFirst();
  }

  /** An element by its indices, such as {@code [0, 17]}. */
  private String place(int element) {
    long[] indices = new long[tensor.shape().length];
    long rest = element;
    for (int axis = indices.length - 1; axis >= 0; axis--) {
      indices[axis] = rest % tensor.shape()[axis];
      rest /= tensor.shape()[axis];
    }
    return Arrays.toString(indices);
  }
}
