package org.woq4j.tck.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/** The rules that one batch can be checked for. {@code where} begins each message. */
final class BatchRules {

  private BatchRules() {}

  static void names(String where, List<ModelInput> inputs, List<NamedTensor> batch) {
    assertThat(batch)
        .extracting(NamedTensor::name)
        .as("%s: names of the tensors", where)
        .doesNotHaveDuplicates()
        .isSubsetOf(inputs.stream().map(ModelInput::name).toList());
  }

  /** Types are equal; numbers in shapes too; the same symbol means the same number in a batch. */
  static void typesAndShapes(String where, List<ModelInput> inputs, List<NamedTensor> batch) {
    Map<String, Long> symbols = new HashMap<>();
    for (NamedTensor tensor : batch) {
      for (ModelInput input : inputs) {
        if (input.name().equals(tensor.name())) {
          typeAndShape(where + ": " + tensor.name(), input, tensor, symbols);
        }
      }
    }
  }

  private static void typeAndShape(
      String what, ModelInput input, NamedTensor tensor, Map<String, Long> symbols) {
    assertThat(tensor.type()).as("%s: type", what).isEqualTo(input.type());
    assertThat(tensor.shape().length).as("%s: rank", what).isEqualTo(input.shape().size());
    for (int i = 0; i < tensor.shape().length; i++) {
      String dimension = input.shape().get(i);
      long size = tensor.shape()[i];
      long expected = dimension.matches("\\d+") ? Long.parseLong(dimension) : size;
      if (!dimension.isBlank()) {
        expected = symbols.merge(dimension, expected, (earlier, now) -> earlier);
      }
      if (size != expected) {
        fail("%s: dimension %d (%s) is %d, not %d", what, i, dimension, size, expected);
      }
    }
  }
}
