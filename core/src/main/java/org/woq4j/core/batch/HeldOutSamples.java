package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/**
 * Holds samples out of the calibration data, so that the written model is verified on data that it
 * was not fitted to: every sixteenth sample, at most {@link #MOST}. Of fewer than sixteen samples
 * none is held out. The choice depends only on the order of the samples. Not safe for several
 * threads.
 */
final class HeldOutSamples {

  /** The most samples that are held out. */
  static final int MOST = 32;

  private static final int EVERY = 16;

  private final Samples division;
  private final Consumer<List<NamedTensor>> receiver;
  private long samples;
  private int heldOut;
  private boolean isSingle;

  /**
   * Before the first batch.
   *
   * @param inputs the inputs of the model
   * @param receiver gets each sample that is held out: a tensor for each input of the model, with a
   *     first axis of size 1 if the model has one for samples
   */
  HeldOutSamples(List<ModelInput> inputs, Consumer<List<NamedTensor>> receiver) {
    this.division = new Samples(inputs);
    this.receiver = receiver;
  }

  /**
   * The batch without the samples that are held out of it; empty if none is left.
   *
   * @param batch a tensor for each input of the model
   */
  List<NamedTensor> without(List<NamedTensor> batch) {
    int size = division.count(batch);
    isSingle = size == 1;
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      samples++;
      if (samples % EVERY == 0 && heldOut < MOST) {
        heldOut++;
        receiver.accept(size == 1 ? batch : Samples.select(batch, size, List.of(i)));
      } else {
        rest.add(i);
      }
    }
    if (rest.size() == size) {
      return batch;
    }
    return rest.isEmpty() ? List.of() : Samples.select(batch, size, rest);
  }

  /**
   * How many batches are left of a number of batches, if all are as large as those that were seen.
   */
  long left(long batches) {
    return isSingle ? batches - Math.min(MOST, batches / EVERY) : batches;
  }

  /** How many samples were held out where a number of samples is left. */
  static long beside(long samples) {
    return Math.min(MOST, samples / (EVERY - 1));
  }
}
