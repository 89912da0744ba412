package org.woq4j.runtime.onnx.verify.outputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

class OutputComparisonTest {

  private static OutputTensor output(String name, double... values) {
    return floats(name, new long[] {values.length}, values);
  }

  private static OutputTensor floats(String name, long[] shape, double... values) {
    ByteBuffer data = buffer(values.length * Float.BYTES);
    Arrays.stream(values).forEach(value -> data.putFloat((float) value));
    return OutputTensor.of(new Tensor(name, TensorType.FLOAT, shape, data.flip()));
  }

  private static OutputTensor integers(long... values) {
    ByteBuffer data = buffer(values.length * Long.BYTES);
    Arrays.stream(values).forEach(data::putLong);
    return OutputTensor.of(
        new Tensor("y", TensorType.INT64, new long[] {values.length}, data.flip()));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  private static List<Difference> compare(OutputTensor expected, OutputTensor actual) {
    OutputComparison comparison = new OutputComparison("the model", OptimizationLevel.DISABLED);
    comparison.add(List.of(expected), List.of(actual));
    return comparison.differences();
  }

  private static void assertRefused(
      OutputTensor expected, OutputTensor actual, ErrorCode code, String... said) {
    assertThatThrownBy(() -> compare(expected, actual))
        .isInstanceOfSatisfying(WoqException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(said);
  }

  @Test
  void measuresTheLargestAndTheRelativeDifference() {
    Difference difference = compare(output("y", 3, 0, -4), output("y", 3, 1, -6)).get(0);
    assertThat(difference.largest()).isEqualTo(2);
    assertThat(difference.relative()).isCloseTo(Math.sqrt(5) / 5, within(1e-12));
  }

  @Test
  void runsAreAddedUp() {
    OutputComparison comparison = new OutputComparison("the model", OptimizationLevel.DEFAULT);
    comparison.add(List.of(output("y", 3)), List.of(output("y", 3)));
    comparison.add(List.of(output("y", 4, 0)), List.of(output("y", 2, 1)));

    assertThat(comparison.differences())
        .singleElement()
        .satisfies(
            sum -> {
              assertThat(sum.largest()).isEqualTo(2);
              assertThat(sum.relative()).isCloseTo(Math.sqrt(5) / 5, within(1e-12));
            });
  }

  /** The distance between two indices means nothing. */
  @Test
  void ofIntegersTheShareThatDiffersCounts() {
    assertThat(compare(integers(1, 2, 3, 4), integers(1, 2, 3, 900)).get(0).relative())
        .isEqualTo(0.25);
  }

  @Test
  void anOutputOfZerosDiffersByOneOrNotAtAll() {
    assertThat(compare(output("y", 0, 0), output("y", 0, 0)).get(0).relative()).isZero();
    assertThat(compare(output("y", 0, 0), output("y", 0, 7)).get(0).relative()).isEqualTo(1);
  }

  @Test
  void nanIsAnErrorThatNamesOutputAndLevel() {
    assertRefused(
        output("y", 1, 2),
        output("y", 1, Double.NaN),
        RuntimeError.NOT_FINITE,
        "output y",
        "1 of 2",
        "optimizations disabled");
  }

  @Test
  void infinityWhereTheFloatModelHasItIsNoError() {
    double low = Double.NEGATIVE_INFINITY;
    assertThat(compare(output("y", low, 1), output("y", low, 1)).get(0).relative()).isZero();
  }

  @Test
  void aChangedTypeIsAnError() {
    OutputTensor half =
        OutputTensor.of(new Tensor("y", TensorType.FLOAT16, new long[] {2}, buffer(4)));
    assertRefused(output("y", 1, 2), half, RuntimeError.INTERFACE, "output y", "FLOAT16");
  }

  @Test
  void aChangedShapeIsAnError() {
    OutputTensor flat = floats("y", new long[] {1, 2}, 1, 2);
    assertRefused(output("y", 1, 2), flat, RuntimeError.INTERFACE, "output y", "[1, 2]", "[2]");
  }

  @Test
  void aChangedNameIsAnError() {
    assertRefused(output("y", 1), output("z", 1), RuntimeError.INTERFACE, "[z]", "[y]");
  }
}
