package org.woq4j.api.quality;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.calibration.NamedTensor;

/**
 * A sample with the outputs of both models. Padding is left out: where a mask hides tokens, neither
 * the tokens nor the rows of outputs that belong to them are here.
 *
 * @param name the sample for a reader, such as {@code sample 17}; no two samples share it
 * @param data its inputs, and {@code labels} where the data has them, without the axis of the
 *     samples
 * @param outputs the outputs of both models, in the order of {@link MeasuredModel#outputs}
 */
@Stable
public record ComparedSample(String name, List<NamedTensor> data, List<OutputPair> outputs) {

  /** Copies the lists. */
  public ComparedSample {
    Objects.requireNonNull(name, "name");
    data = List.copyOf(data);
    outputs = List.copyOf(outputs);
  }

  /**
   * {@return an input or the labels; empty if there is none of this name}
   *
   * @param tensor its name
   */
  public Optional<NamedTensor> data(String tensor) {
    return data.stream().filter(each -> each.name().equals(tensor)).findFirst();
  }

  /**
   * {@return both models' values of an output}
   *
   * @param output its name
   * @throws IllegalArgumentException if the output is not compared
   */
  public OutputPair output(String output) {
    return outputs.stream()
        .filter(each -> each.output().equals(output))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no output " + output + " is compared"));
  }
}
