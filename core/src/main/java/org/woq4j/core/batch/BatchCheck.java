package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.registry.NearestSpelling;

/** Finds problems of a batch: wrong names, types and shapes, and dimensions that disagree. */
final class BatchCheck {

  private final Map<String, ModelInput> inputs;
  private final List<Issue> issues = new ArrayList<>();
  private final Map<String, NamedTensor> firstOfSymbol = new HashMap<>();
  private final Map<String, Long> symbols = new HashMap<>();

  private BatchCheck(Map<String, ModelInput> inputs) {
    this.inputs = inputs;
  }

  /**
   * The problems of one batch.
   *
   * @param inputs the model's inputs by name
   */
  static List<Issue> problems(Map<String, ModelInput> inputs, List<NamedTensor> batch) {
    BatchCheck check = new BatchCheck(inputs);
    List<String> seen = new ArrayList<>();
    for (NamedTensor tensor : batch) {
      if (seen.contains(tensor.name())) {
        check.wrong("the input " + tensor.name() + " is given twice", "give it once");
      } else if (inputs.containsKey(tensor.name())) {
        check.check(inputs.get(tensor.name()), tensor);
      } else {
        check.unknown(tensor.name());
      }
      seen.add(tensor.name());
    }
    return check.issues;
  }

  private void unknown(String name) {
    wrong(
        "the model has no input " + name,
        NearestSpelling.of(name, inputs.keySet())
            .map(near -> "did you mean " + near + "?")
            .orElse("it has " + describe(inputs.values())));
  }

  private void check(ModelInput input, NamedTensor tensor) {
    if (tensor.type() != input.type()) {
      wrong(
          "the input "
              + input.name()
              + " is "
              + tensor.type()
              + ", but the model expects "
              + input.type(),
          "give " + describe(input));
    }
    if (tensor.shape().length != input.shape().size()) {
      wrongShape(input, tensor, "");
      return;
    }
    for (int i = 0; i < tensor.shape().length; i++) {
      checkDimension(input, tensor, i);
    }
  }

  private void checkDimension(ModelInput input, NamedTensor tensor, int axis) {
    String declared = input.shape().get(axis);
    long size = tensor.shape()[axis];
    if (BatchDimensions.isNumber(declared)) {
      if (size != Long.parseLong(declared)) {
        wrongShape(input, tensor, "");
      }
    } else if (!declared.isEmpty()) {
      Long known = symbols.putIfAbsent(declared, size);
      NamedTensor first = firstOfSymbol.computeIfAbsent(declared, none -> tensor);
      if (known != null && known != size) {
        wrongShape(input, tensor, ": " + declared + " is " + known + " in " + first.name());
      }
    }
  }

  private void wrongShape(ModelInput input, NamedTensor tensor, String why) {
    String shape =
        LongStream.of(tensor.shape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "[", "]"));
    wrong("the input " + input.name() + " has the shape " + shape + why, "give " + describe(input));
  }

  private void wrong(String message, String cure) {
    issues.add(Issue.of(message, cure));
  }

  /** An input as messages name it, such as {@code ids [batch, 8] INT64}. */
  static String describe(ModelInput input) {
    String shape =
        input.shape().stream()
            .map(dimension -> dimension.isEmpty() ? "?" : dimension)
            .collect(Collectors.joining(", ", "[", "]"));
    return input.name() + " " + shape + " " + input.type();
  }

  static String describe(Iterable<ModelInput> inputs) {
    List<String> described = new ArrayList<>();
    inputs.forEach(input -> described.add(describe(input)));
    return described.isEmpty() ? "none" : String.join(", ", described);
  }
}
