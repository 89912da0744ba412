package org.woq4j.core.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/** Divides batches into samples. Immutable. */
public final class Samples {

  private final Set<String> fixed = new HashSet<>();

  /** Samples of a model with these inputs. */
  public Samples(List<ModelInput> inputs) {
    inputs.stream()
        .filter(input -> !input.shape().isEmpty())
        .filter(input -> BatchDimensions.isNumber(input.shape().get(0)))
        .forEach(input -> fixed.add(input.name()));
  }

  /**
   * The samples of a batch: the size of the first axes, if it is open in the model and the same in
   * all tensors, and one of them has further axes. A batch of any other form is one sample.
   *
   * @param batch a tensor for each input of the model
   */
  public int count(List<NamedTensor> batch) {
    long[] sizes =
        batch.stream()
            .mapToLong(tensor -> tensor.shape().length == 0 ? 1 : tensor.shape()[0])
            .distinct()
            .toArray();
    boolean deep = batch.stream().anyMatch(tensor -> tensor.shape().length > 1);
    boolean open = batch.stream().noneMatch(tensor -> fixed.contains(tensor.name()));
    return deep && open && sizes.length == 1 ? Math.max(1, Math.toIntExact(sizes[0])) : 1;
  }

  /**
   * Some samples of a batch, as a batch.
   *
   * @param count how many it has
   * @param indices which to take
   */
  public static List<NamedTensor> select(
      List<NamedTensor> batch, int count, List<Integer> indices) {
    return batch.stream().map(tensor -> select(tensor, count, indices)).toList();
  }

  private static NamedTensor select(NamedTensor tensor, int count, List<Integer> indices) {
    ByteBuffer data = tensor.data();
    int bytes = data.remaining() / count;
    ByteBuffer selected =
        ByteBuffer.allocateDirect(bytes * indices.size()).order(ByteOrder.nativeOrder());
    indices.forEach(i -> selected.put(data.slice(data.position() + i * bytes, bytes)));
    long[] shape = tensor.shape().clone();
    shape[0] = indices.size();
    return new NamedTensor(tensor.name(), tensor.type(), shape, selected.flip());
  }
}
