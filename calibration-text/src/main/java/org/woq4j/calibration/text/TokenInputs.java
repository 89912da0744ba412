package org.woq4j.calibration.text;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/** The token inputs of a model, of the shape [batch, sequence]. */
final class TokenInputs {

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";

  /** The inputs that a tokenizer can fill, by the names that exporters use. */
  private static final Map<String, Function<Encoding, long[]>> GIVEN =
      Map.of(
          IDS,
          Encoding::getIds,
          MASK,
          Encoding::getAttentionMask,
          "token_type_ids",
          Encoding::getTypeIds);

  private final Map<String, ModelInput> inputs = new LinkedHashMap<>();

  /**
   * Selects the inputs of a model that a tokenizer can fill.
   *
   * @param asked all inputs of the model
   * @throws WoqException if the model has no input_ids, or the form of an input is not supported
   */
  TokenInputs(List<ModelInput> asked) {
    asked.stream()
        .filter(input -> GIVEN.containsKey(input.name()))
        .forEach(input -> inputs.put(input.name(), input));
    if (!inputs.containsKey(IDS)) {
      throw TextError.MODEL.because(
          "the model has no input input_ids; its inputs are " + described(asked),
          "use a source that provides these inputs, such as npz");
    }
    List<Issue> issues = new ArrayList<>();
    for (ModelInput input : inputs.values()) {
      if (input.shape().size() != 2 || !TokenTensor.canBe(input.type())) {
        issues.add(
            Issue.of(
                "the model has the input " + described(List.of(input)),
                "tokens are INT64 or INT32 [batch, sequence]; use another source, such as npz"));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(TextError.MODEL, issues);
    }
  }

  private static String described(List<ModelInput> inputs) {
    return inputs.stream()
        .map(input -> input.name() + " " + input.shape() + " " + input.type())
        .collect(Collectors.joining(", "));
  }

  /** Whether the model has an input that marks padding. */
  boolean masksPadding() {
    return inputs.containsKey(MASK);
  }

  /** The batch size, if the model fixes it. */
  OptionalInt batch() {
    return fixed(0);
  }

  /** The sequence length, if the model fixes it. */
  OptionalInt sequence() {
    return fixed(1);
  }

  private OptionalInt fixed(int axis) {
    return inputs.values().stream()
        .map(input -> input.shape().get(axis))
        .filter(dimension -> dimension.matches("[1-9]\\d{0,8}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  /** Makes a tensor for each input. */
  List<NamedTensor> tensors(List<Encoding> batch) {
    List<NamedTensor> tensors = new ArrayList<>();
    inputs.forEach(
        (name, input) ->
            tensors.add(
                TokenTensor.of(name, input.type(), batch.stream().map(GIVEN.get(name)).toList())));
    return tensors;
  }
}
