package org.woq4j.evaluation.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.AttentionMask;

/** Takes the tensors of one batch apart into samples without their padding. Immutable. */
public final class SampleSlices {

  private static final String TOKENS = "input_ids";

  private final int count;
  private final long sequence;
  private final BitSet hidden;

  private SampleSlices(int count, long sequence, BitSet hidden) {
    this.count = count;
    this.sequence = sequence;
    this.hidden = hidden;
  }

  /**
   * {@return the slices of a batch}
   *
   * @param inputs a tensor for each input of the models
   * @param count number of samples
   */
  public static SampleSlices of(List<NamedTensor> inputs, int count) {
    AttentionMask mask = AttentionMask.of(inputs);
    if (mask.batch() == count) {
      return new SampleSlices(count, mask.sequence(), mask.hidden());
    }
    long sequence =
        inputs.stream()
            .filter(input -> input.name().equals(TOKENS) && input.shape().length == 2)
            .filter(input -> input.shape()[0] == count)
            .mapToLong(input -> input.shape()[1])
            .findFirst()
            .orElse(-1);
    return new SampleSlices(count, sequence, new BitSet());
  }

  /** {@return whether a tensor of this shape has an axis of samples} */
  public boolean isPerSample(long[] shape) {
    return shape.length > 0 && shape[0] == count;
  }

  /**
   * {@return whether a tensor of this shape is [samples, tokens, ...]}
   *
   * @param leastRank axes that it must have: two of an input, three of an output, whose second axis
   *     may be as long by chance
   */
  public boolean isPerToken(long[] shape, int leastRank) {
    return isPerSample(shape) && shape.length >= leastRank && shape[1] == sequence;
  }

  /**
   * {@return one sample of a tensor without the axis of the samples, and without padding}
   *
   * @param tensor [samples, ...]
   * @param perToken whether it is [samples, tokens, ...]
   * @param sample index in the batch
   */
  public NamedTensor slice(NamedTensor tensor, boolean perToken, int sample) {
    ByteBuffer data = tensor.data();
    int bytes = data.remaining() / count;
    ByteBuffer whole = data.slice(data.position() + sample * bytes, bytes);
    long[] shape = Arrays.copyOfRange(tensor.shape(), 1, tensor.shape().length);
    if (perToken) {
      List<Integer> visible = tokens(sample);
      if (visible.size() < sequence) {
        whole = rows(whole, Math.toIntExact(bytes / sequence), visible);
        shape[0] = visible.size();
      }
    }
    return new NamedTensor(
        tensor.name(), tensor.type(), shape, whole.order(ByteOrder.nativeOrder()));
  }

  /**
   * {@return the places of a sample's tokens in its row of the batch, without padding}
   *
   * @param sample index in the batch
   */
  public List<Integer> tokens(int sample) {
    List<Integer> visible = new ArrayList<>();
    for (int token = 0; token < sequence; token++) {
      if (!hidden.get(Math.toIntExact(sample * sequence + token))) {
        visible.add(token);
      }
    }
    return visible;
  }

  /** Tokens that stand together, as they do beside padding, are not copied. */
  private static ByteBuffer rows(ByteBuffer data, int bytes, List<Integer> rows) {
    int first = rows.isEmpty() ? 0 : rows.get(0);
    if (rows.isEmpty() || rows.get(rows.size() - 1) - first == rows.size() - 1) {
      return data.slice(first * bytes, rows.size() * bytes);
    }
    ByteBuffer copy = ByteBuffer.allocate(rows.size() * bytes);
    rows.forEach(row -> copy.put(data.slice(row * bytes, bytes)));
    return copy.flip();
  }
}
