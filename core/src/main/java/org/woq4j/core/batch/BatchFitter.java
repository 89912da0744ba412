package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.error.CoreError;

/** Turns a source's batch into a tensor for each input of a model. */
public final class BatchFitter {

  private final Map<String, ModelInput> inputs = new LinkedHashMap<>();
  private final String source;

  public BatchFitter(List<ModelInput> inputs, String source) {
    Set<String> ambiguous = ambiguous(inputs);
    inputs.forEach(input -> this.inputs.put(input.name(), without(ambiguous, input)));
    this.source = source;
  }

  /**
   * Symbols that occur twice in one shape. Some exporters name unrelated dimensions [batch, batch],
   * and ONNX Runtime runs such models; so these names are ignored.
   */
  private static Set<String> ambiguous(List<ModelInput> inputs) {
    Set<String> ambiguous = new HashSet<>();
    for (ModelInput input : inputs) {
      Set<String> seen = new HashSet<>();
      input.shape().stream().filter(dimension -> !seen.add(dimension)).forEach(ambiguous::add);
    }
    ambiguous.removeIf(BatchDimensions::isNumber);
    return ambiguous;
  }

  private static ModelInput without(Set<String> symbols, ModelInput input) {
    List<String> shape =
        input.shape().stream().map(symbol -> symbols.contains(symbol) ? "" : symbol).toList();
    return new ModelInput(input.name(), input.type(), shape, input.tableRows());
  }

  /**
   * A tensor for each input of the model, in the model's order.
   *
   * @param batch the tensors of the source
   * @throws WoqException with every problem of the batch
   */
  public List<NamedTensor> fit(List<NamedTensor> batch) {
    refuse(BatchCheck.problems(inputs, batch));
    Map<String, NamedTensor> given = new LinkedHashMap<>();
    batch.forEach(tensor -> given.put(tensor.name(), tensor));
    InputFiller filler = new InputFiller(new BatchDimensions(inputs, given), given);
    List<NamedTensor> fitted = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<Issue> problems = new ArrayList<>();
    for (ModelInput input : inputs.values()) {
      Optional<NamedTensor> tensor = filler.fill(input);
      tensor.ifPresentOrElse(fitted::add, () -> missing.add(input.name()));
      tensor.flatMap(one -> ElementCheck.problem(input, one)).ifPresent(problems::add);
    }
    if (!missing.isEmpty()) {
      throw new WoqException(CoreError.BAD_CALIBRATION, List.of(unfilled(missing, given)));
    }
    refuse(problems);
    return fitted;
  }

  private static void refuse(List<Issue> issues) {
    if (!issues.isEmpty()) {
      throw new WoqException(CoreError.BAD_CALIBRATION, issues);
    }
  }

  private Issue unfilled(List<String> missing, Map<String, NamedTensor> given) {
    return Issue.of(
        "there is no data for the model's "
            + (missing.size() == 1 ? "input " : "inputs ")
            + String.join(", ", missing)
            + ": the model expects "
            + BatchCheck.describe(inputs.values())
            + ", but the source '"
            + source
            + "' provides "
            + (given.isEmpty() ? "nothing" : String.join(", ", given.keySet())),
        "choose a source that provides every input, such as npz");
  }
}
