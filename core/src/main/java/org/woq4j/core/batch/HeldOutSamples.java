package org.woq4j.core.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  private final Set<String> fixed = new HashSet<>();
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
    this.receiver = receiver;
    inputs.stream()
        .filter(input -> !input.shape().isEmpty())
        .filter(input -> BatchDimensions.isNumber(input.shape().get(0)))
        .forEach(input -> fixed.add(input.name()));
  }

  /**
   * The batch without the samples that are held out of it; empty if none is left.
   *
   * @param batch a tensor for each input of the model
   */
  List<NamedTensor> without(List<NamedTensor> batch) {
    int size = samples(batch);
    isSingle = size == 1;
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      samples++;
      if (samples % EVERY == 0 && heldOut < MOST) {
        heldOut++;
        receiver.accept(size == 1 ? batch : select(batch, size, List.of(i)));
      } else {
        rest.add(i);
      }
    }
    if (rest.size() == size) {
      return batch;
    }
    return rest.isEmpty() ? List.of() : select(batch, size, rest);
  }

  /**
   * How many batches are left of a number of batches, if all are as large as those that were seen.
   */
  long left(long batches) {
    return isSingle ? batches - Math.min(MOST, batches / EVERY) : batches;
  }

  /**
   * The samples of a batch: the size of the first axes, if it is open in the model and the same in
   * all tensors, and one of them has further axes. A batch of any other form is one sample.
   */
  int samples(List<NamedTensor> batch) {
    long[] sizes =
        batch.stream()
            .mapToLong(tensor -> tensor.shape().length == 0 ? 1 : tensor.shape()[0])
            .distinct()
            .toArray();
    boolean deep = batch.stream().anyMatch(tensor -> tensor.shape().length > 1);
    boolean open = batch.stream().noneMatch(tensor -> fixed.contains(tensor.name()));
    return deep && open && sizes.length == 1 ? Math.max(1, Math.toIntExact(sizes[0])) : 1;
  }

  private static List<NamedTensor> select(
      List<NamedTensor> batch, int size, List<Integer> indices) {
    return batch.stream().map(tensor -> select(tensor, size, indices)).toList();
  }

  private static NamedTensor select(NamedTensor tensor, int size, List<Integer> indices) {
    ByteBuffer data = tensor.data();
    int bytes = data.remaining() / size;
    ByteBuffer selected =
        ByteBuffer.allocateDirect(bytes * indices.size()).order(ByteOrder.nativeOrder());
    indices.forEach(i -> selected.put(data.slice(data.position() + i * bytes, bytes)));
    long[] shape = tensor.shape().clone();
    shape[0] = indices.size();
    return new NamedTensor(tensor.name(), tensor.type(), shape, selected.flip());
  }
}
