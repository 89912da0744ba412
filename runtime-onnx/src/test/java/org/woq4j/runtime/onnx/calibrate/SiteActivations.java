package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.OnnxFormat;

/** Copies of the activations at the sites of a model. */
public final class SiteActivations {

  /** One site's. */
  public record Copy(List<Long> shape, float[] values) {}

  static final RuntimeChoice HERE = new RuntimeChoice(List.of(), RuntimePlace.PROCESS);

  private SiteActivations() {}

  static List<Site> sites(FloatModel model) {
    return model.weights().stream()
        .flatMap(weight -> weight.readers().stream())
        .filter(reader -> reader.scope().isEmpty())
        .flatMap(reader -> reader.site().stream())
        .distinct()
        .toList();
  }

  /** Opens a model, runs it once, and returns the activations of all its sites. */
  public static Map<String, Copy> of(Path file, List<NamedTensor> inputs) {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file));
        ActivationRun run = open(model, List.of())) {
      return of(run, inputs);
    }
  }

  static ActivationRun open(FloatModel model, List<String> providers) {
    return new OnnxRuntimeActivations()
        .open(
            new ActivationTask(
                model, sites(model), new RuntimeChoice(providers, RuntimePlace.PROCESS)));
  }

  public static Map<String, Copy> of(ActivationRun run, List<NamedTensor> inputs) {
    Map<String, Copy> copies = new LinkedHashMap<>();
    run.run(
        inputs,
        (site, activation) -> {
          FloatBuffer data = activation.data();
          assertThat(activation.rows() * activation.features()).isEqualTo(data.remaining());
          float[] values = new float[data.remaining()];
          data.get(values);
          List<Long> shape = Arrays.stream(activation.shape()).boxed().toList();
          assertThat(copies.put(site.toString(), new Copy(shape, values))).isNull();
        });
    return copies;
  }

  public static NamedTensor floats(String name, float[] values, long... shape) {
    ByteBuffer data = buffer(Float.BYTES * values.length);
    data.asFloatBuffer().put(values);
    return new NamedTensor(name, ElementType.FLOAT32, shape, data);
  }

  static NamedTensor halves(String name, float[] values, long... shape) {
    ByteBuffer data = buffer(Short.BYTES * values.length);
    for (float value : values) {
      data.putShort(Float16.fromFloat(value));
    }
    return new NamedTensor(name, ElementType.FLOAT16, shape, data.flip());
  }

  public static NamedTensor longs(String name, long[] values, long... shape) {
    ByteBuffer data = buffer(Long.BYTES * values.length);
    data.asLongBuffer().put(values);
    return new NamedTensor(name, ElementType.INT64, shape, data);
  }

  /** Two sentences of seven tokens; whatever is past is empty. */
  static List<NamedTensor> tokens(FloatModel model, int vocabulary, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return model.inputs().stream().map(input -> tokens(input, vocabulary, random)).toList();
  }

  private static NamedTensor tokens(ModelInput input, int vocabulary, SplittableRandom random) {
    int batch = 2;
    int length = 7;
    if (input.name().startsWith("past")) {
      long heads = Long.parseLong(input.shape().get(1));
      long width = Long.parseLong(input.shape().get(3));
      return floats(input.name(), new float[0], batch, heads, 0, width);
    }
    long[] values = new long[batch * length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (input.name()) {
            case "input_ids" -> random.nextInt(vocabulary);
            case "attention_mask" -> 1;
            case "position_ids" -> i % length;
            default -> 0;
          };
    }
    return longs(input.name(), values, batch, length);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
