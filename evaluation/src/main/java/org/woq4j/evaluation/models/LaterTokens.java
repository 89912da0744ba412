package org.woq4j.evaluation.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.data.SampleSlices;

/**
 * Finds out whether what a model returns for a token depends on the tokens after it, as in a masked
 * language model: it runs a batch again, with another token at the end of each sample. In a decoder
 * nothing before the last token changes.
 */
final class LaterTokens {

  /** Relative differences of sums that are added in another order are smaller. */
  private static final double NOISE = 1e-4;

  private static final int LEAST_RANK = 3;

  private final NamedBatch batch;
  private final SampleSlices slices;

  LaterTokens(NamedBatch batch) {
    this.batch = batch;
    this.slices = SampleSlices.of(batch.inputs(), batch.size());
  }

  /**
   * Whether they are seen.
   *
   * @param before what the model returns for the batch
   */
  boolean areSeen(LoadedModel model, List<NamedTensor> before) {
    List<NamedTensor> perToken =
        before.stream().filter(each -> slices.isPerToken(each.shape(), LEAST_RANK)).toList();
    Optional<NamedTensor> tokens =
        batch.inputs().stream().filter(each -> each.name().equals(CachedSteps.TOKENS)).findFirst();
    if (perToken.isEmpty() || tokens.isEmpty() || tokens.get().shape().length != 2) {
      return false;
    }
    NamedTensor changed = changed(tokens.get());
    List<NamedTensor> after =
        model.run(
            batch.inputs().stream()
                .map(each -> each.name().equals(CachedSteps.TOKENS) ? changed : each)
                .toList());
    return perToken.stream().anyMatch(output -> differs(output, named(output.name(), after)));
  }

  private static NamedTensor named(String name, List<NamedTensor> outputs) {
    return outputs.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private NamedTensor changed(NamedTensor tokens) {
    ByteBuffer ids =
        ByteBuffer.allocateDirect(tokens.data().remaining()).order(ByteOrder.nativeOrder());
    ids.put(tokens.data().duplicate()).flip();
    int width = tokens.type().bits() / Byte.SIZE;
    int sequence = Math.toIntExact(tokens.shape()[1]);
    for (int sample = 0; sample < batch.size(); sample++) {
      List<Integer> places = slices.tokens(sample);
      if (!places.isEmpty()) {
        int row = sample * sequence;
        int last = row + places.get(places.size() - 1);
        put(ids, width, last, other(ids, width, row + places.get(0), last));
      }
    }
    return new NamedTensor(tokens.name(), tokens.type(), tokens.shape(), ids);
  }

  /** The first token of the sample is one of the vocabulary, and seldom the last one, too. */
  private static long other(ByteBuffer ids, int width, int first, int last) {
    long token = get(ids, width, first);
    return token == get(ids, width, last) ? (token == 0 ? 1 : token - 1) : token;
  }

  private static long get(ByteBuffer ids, int width, int index) {
    return width == Long.BYTES ? ids.getLong(index * width) : ids.getInt(index * width);
  }

  private static void put(ByteBuffer ids, int width, int index, long token) {
    if (width == Long.BYTES) {
      ids.putLong(index * width, token);
    } else {
      ids.putInt(index * width, (int) token);
    }
  }

  private boolean differs(NamedTensor before, NamedTensor after) {
    for (int sample = 0; sample < batch.size(); sample++) {
      int rows = slices.tokens(sample).size();
      if (rows > 1 && differs(before, after, sample, rows)) {
        return true;
      }
    }
    return false;
  }

  private boolean differs(NamedTensor before, NamedTensor after, int sample, int rows) {
    FloatBuffer a = Floats.of(slices.slice(before, true, sample));
    FloatBuffer b = Floats.of(slices.slice(after, true, sample));
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < a.limit() / rows * (rows - 1); i++) {
      double difference = b.get(i) - a.get(i);
      differences += difference * difference;
      squares += (double) a.get(i) * a.get(i);
    }
    return Math.sqrt(differences) > NOISE * Math.sqrt(squares);
  }
}
