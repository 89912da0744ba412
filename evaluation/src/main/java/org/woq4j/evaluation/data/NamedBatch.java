package org.woq4j.evaluation.data;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.Samples;

/**
 * A batch whose samples have names.
 *
 * @param inputs a tensor for each input of the models, in their order
 * @param labels the right answers, one for each sample; empty if the data has none
 * @param names of the samples, in order; no other sample of the data has them
 */
public record NamedBatch(
    List<NamedTensor> inputs, Optional<NamedTensor> labels, List<String> names) {

  /** Copies the lists. */
  public NamedBatch {
    inputs = List.copyOf(inputs);
    names = List.copyOf(names);
  }

  /**
   * {@return some of the samples}
   *
   * @param samples their indices
   */
  public NamedBatch select(List<Integer> samples) {
    return samples.size() == size()
        ? this
        : new NamedBatch(
            Samples.select(inputs, size(), samples),
            labels.map(each -> Samples.select(List.of(each), size(), samples).get(0)),
            samples.stream().map(names::get).toList());
  }

  /** {@return the number of samples} */
  public int size() {
    return names.size();
  }
}
