package org.woq4j.calibration.arrays;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;

/** One pass over random batches. */
final class RandomBatches implements Batches {

  private final List<RandomInput> inputs;
  private final Random random;
  private final int count;
  private int given;

  RandomBatches(List<RandomInput> inputs, int seed, int count) {
    this.inputs = inputs;
    this.random = new Random(seed);
    this.count = count;
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public List<NamedTensor> next() {
    if (given == count) {
      return List.of();
    }
    given++;
    return inputs.stream().map(input -> input.draw(random)).toList();
  }

  @Override
  public Optional<String> remark() {
    return Optional.of(
        "the calibration data is random numbers, and their statistics are worth little: the model"
            + " may be worse than one that is rounded without calibration");
  }

  @Override
  public void close() {
    // Holds no resources.
  }
}
