package org.woq4j.tck.quality;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntFunction;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.weight.ElementType;

/** Models of common kinds with seeded samples. Each call makes new buffers. */
final class SeededSamples {

  private static final int SEED = 20;
  private static final int SAMPLES = 12;
  private static final int TOKENS = 5;
  private static final int FEATURES = 8;
  private static final float ERROR = 0.05f;

  private SeededSamples() {}

  /** Embeddings of tokens and of sentences, a language model, and a classifier with labels. */
  static List<MeasureCase> all() {
    return List.of(
        of(false, new ModelOutput("tokens", ElementType.FLOAT32, shape(TOKENS, FEATURES), true)),
        of(false, new ModelOutput("sentence", ElementType.FLOAT32, shape(FEATURES), false)),
        of(false, new ModelOutput("logits", ElementType.FLOAT32, shape(TOKENS, FEATURES), true)),
        of(true, new ModelOutput("scores", ElementType.FLOAT32, shape(FEATURES), false)),
        of(false, new ModelOutput("indices", ElementType.INT64, shape(FEATURES), false)));
  }

  private static List<Long> shape(long... sizes) {
    return Arrays.stream(sizes).boxed().toList();
  }

  private static MeasureCase of(boolean labelled, ModelOutput output) {
    List<ModelInput> inputs =
        List.of(
            new ModelInput(
                "input_ids",
                ElementType.INT64,
                List.of("batch", "sequence"),
                OptionalLong.of(output.name().equals("logits") ? FEATURES : 1000)));
    Random random = new Random(SEED);
    List<ComparedSample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      List<NamedTensor> data = new ArrayList<>();
      data.add(integers("input_ids", new long[] {TOKENS}, n -> random.nextInt(FEATURES)));
      if (labelled) {
        data.add(integers(MeasuredModel.LABELS, new long[] {}, n -> random.nextInt(FEATURES)));
      }
      samples.add(new ComparedSample("sample " + i, data, List.of(pair(output, random))));
    }
    return new MeasureCase(new MeasuredModel(inputs, List.of(output), labelled), samples);
  }

  private static NamedTensor integers(String name, long[] shape, IntFunction<Integer> value) {
    int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    ByteBuffer data = ByteBuffer.allocate(elements * Long.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      data.putLong(value.apply(i));
    }
    return new NamedTensor(name, ElementType.INT64, shape, data.flip());
  }

  private static OutputPair pair(ModelOutput output, Random random) {
    long[] shape = output.shape().stream().mapToLong(Long::longValue).toArray();
    int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    FloatBuffer reference = FloatBuffer.allocate(elements);
    FloatBuffer candidate = FloatBuffer.allocate(elements);
    for (int i = 0; i < elements; i++) {
      float value = (float) random.nextGaussian();
      float error = ERROR * (float) random.nextGaussian();
      reference.put(i, output.isReal() ? value : Math.round(value));
      candidate.put(i, output.isReal() ? value + error : Math.round(value + error));
    }
    return new OutputPair(output.name(), shape, reference, candidate);
  }
}
