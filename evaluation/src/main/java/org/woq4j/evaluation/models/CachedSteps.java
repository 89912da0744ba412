package org.woq4j.evaluation.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.batch.KeyValueCache;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.evaluation.data.NamedBatch;

/**
 * Continues the samples of a batch token by token, with the keys and values that the model itself
 * has cached: errors of cached values show only there. All models are fed with the tokens that the
 * float model finds most probable.
 */
final class CachedSteps {

  /** Steps after the text of a sample. */
  static final int STEPS = 8;

  /** The input that holds the tokens. */
  static final String TOKENS = "input_ids";

  private static final String MASK = "attention_mask";
  private static final String POSITIONS = "position_ids";
  private static final String BRANCH = "use_cache_branch";
  private static final Set<String> KNOWN = Set.of(TOKENS, MASK, POSITIONS, BRANCH);

  private final List<ModelInput> inputs;
  private final LoadedModel model;
  private final NamedBatch batch;

  CachedSteps(List<ModelInput> inputs, LoadedModel model, NamedBatch batch) {
    this.inputs = inputs;
    this.model = model;
    this.batch = batch;
  }

  /** Whether a model has a cache, and no input whose values in later steps are unknown. */
  static boolean arePossible(List<ModelInput> inputs) {
    return inputs.stream().anyMatch(KeyValueCache::isPart)
        && inputs.stream().anyMatch(input -> input.name().equals(TOKENS))
        && inputs.stream()
            .allMatch(input -> KeyValueCache.isPart(input) || KNOWN.contains(input.name()));
  }

  /** Scores of the steps, and the tokens that were fed. */
  record Result(NamedTensor scores, NamedTensor tokens) {}

  /**
   * Runs the steps.
   *
   * @param scores the output with the scores of the text, [samples, tokens, vocabulary]
   * @param outputs all outputs of the run on the text, with the cached keys and values
   * @param fed the tokens that the float model has chosen; empty if this is the float model
   */
  Result run(NamedTensor scores, List<NamedTensor> outputs, Optional<NamedTensor> fed) {
    int samples = batch.size();
    int vocabulary = Math.toIntExact(scores.shape()[2]);
    AttentionMask mask = mask();
    ByteBuffer all = buffer(samples * STEPS * vocabulary * Float.BYTES);
    long[][] tokens = new long[samples][STEPS];
    FloatBuffer last = lastRows(scores, mask);
    List<NamedTensor> cache = outputs;
    for (int step = 0; step < STEPS; step++) {
      for (int sample = 0; sample < samples; sample++) {
        tokens[sample][step] =
            fed.isPresent()
                ? longs(fed.get())[sample * STEPS + step]
                : Floats.greatest(last, sample * vocabulary, vocabulary) - sample * vocabulary;
      }
      cache = model.run(inputs(step, tokens, mask, cache));
      last = Floats.of(named(cache, scores.name()));
      for (int sample = 0; sample < samples; sample++) {
        for (int i = 0; i < vocabulary; i++) {
          int place = (sample * STEPS + step) * vocabulary + i;
          all.putFloat(place * Float.BYTES, last.get(sample * vocabulary + i));
        }
      }
    }
    return new Result(
        new NamedTensor(
            scores.name(), ElementType.FLOAT32, new long[] {samples, STEPS, vocabulary}, all),
        tensor(TOKENS, ElementType.INT64, tokens));
  }

  private AttentionMask mask() {
    NamedTensor tokens = named(batch.inputs(), TOKENS);
    AttentionMask mask = AttentionMask.of(batch.inputs());
    return mask.batch() == batch.size()
        ? mask
        : new AttentionMask(tokens.shape()[0], tokens.shape()[1], new BitSet());
  }

  /** The scores after the last token of each sample, [samples, vocabulary]. */
  private static FloatBuffer lastRows(NamedTensor scores, AttentionMask mask) {
    int vocabulary = Math.toIntExact(scores.shape()[2]);
    int sequence = Math.toIntExact(mask.sequence());
    FloatBuffer rows = Floats.of(scores);
    FloatBuffer last = FloatBuffer.allocate(Math.toIntExact(mask.batch()) * vocabulary);
    for (int sample = 0; sample < mask.batch(); sample++) {
      int row = mask.hidden().previousClearBit((sample + 1) * sequence - 1);
      for (int i = 0; i < vocabulary; i++) {
        last.put(sample * vocabulary + i, rows.get(row * vocabulary + i));
      }
    }
    return last;
  }

  private List<NamedTensor> inputs(
      int step, long[][] tokens, AttentionMask mask, List<NamedTensor> before) {
    Map<String, NamedTensor> known = new HashMap<>();
    before.forEach(output -> known.put(output.name(), output));
    List<NamedTensor> next = new ArrayList<>();
    for (ModelInput input : inputs) {
      next.add(
          switch (input.name()) {
            case TOKENS -> tensor(TOKENS, input.type(), column(tokens, step));
            case MASK -> tensor(MASK, input.type(), visible(mask, step + 1));
            case POSITIONS -> tensor(POSITIONS, input.type(), positions(mask, step));
            case BRANCH -> branch(input);
            default -> cached(input, known);
          });
    }
    return next;
  }

  private static long[][] column(long[][] tokens, int step) {
    long[][] column = new long[tokens.length][1];
    for (int sample = 0; sample < tokens.length; sample++) {
      column[sample][0] = tokens[sample][step];
    }
    return column;
  }

  private static long[][] visible(AttentionMask mask, int steps) {
    int sequence = Math.toIntExact(mask.sequence());
    long[][] visible = new long[Math.toIntExact(mask.batch())][sequence + steps];
    for (int sample = 0; sample < visible.length; sample++) {
      for (int i = 0; i < visible[sample].length; i++) {
        visible[sample][i] = i < sequence && mask.hidden().get(sample * sequence + i) ? 0 : 1;
      }
    }
    return visible;
  }

  private static long[][] positions(AttentionMask mask, int step) {
    long[][] positions = new long[Math.toIntExact(mask.batch())][1];
    int sequence = Math.toIntExact(mask.sequence());
    for (int sample = 0; sample < positions.length; sample++) {
      int padding = mask.hidden().get(sample * sequence, (sample + 1) * sequence).cardinality();
      positions[sample][0] = (long) sequence - padding + step;
    }
    return positions;
  }

  private NamedTensor branch(ModelInput input) {
    NamedTensor given = named(batch.inputs(), input.name());
    ByteBuffer yes = buffer(given.data().remaining());
    for (int i = 0; i < yes.limit(); i++) {
      yes.put(i, (byte) 1);
    }
    return new NamedTensor(input.name(), given.type(), given.shape(), yes);
  }

  private static NamedTensor cached(ModelInput input, Map<String, NamedTensor> outputs) {
    NamedTensor present =
        outputs.get(
            outputs.containsKey(input.name().replace("past_key_values", "present"))
                ? input.name().replace("past_key_values", "present")
                : input.name().replace("past", "present"));
    if (present == null) {
      throw new NoSuchCacheException(input.name());
    }
    return new NamedTensor(input.name(), present.type(), present.shape(), present.data());
  }

  /** The model returns no values for an input of its cache. */
  static final class NoSuchCacheException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchCacheException(String input) {
      super("the model returns nothing that continues its input " + input);
    }
  }

  private static NamedTensor named(List<NamedTensor> tensors, String name) {
    return tensors.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static NamedTensor tensor(String name, ElementType type, long[][] rows) {
    int width = type.bits() / Byte.SIZE;
    ByteBuffer data = buffer(rows.length * rows[0].length * width);
    for (long[] row : rows) {
      for (long value : row) {
        if (type == ElementType.INT64) {
          data.putLong(value);
        } else {
          data.putInt((int) value);
        }
      }
    }
    return new NamedTensor(name, type, new long[] {rows.length, rows[0].length}, data.flip());
  }

  private static long[] longs(NamedTensor tensor) {
    long[] values = new long[tensor.data().remaining() / Long.BYTES];
    tensor.data().duplicate().order(ByteOrder.nativeOrder()).asLongBuffer().get(values);
    return values;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
