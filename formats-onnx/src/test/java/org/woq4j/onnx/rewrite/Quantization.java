package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.FormatVersions;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.ExternalData;
import org.woq4j.kernels.half.ScaleType;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.ModelProto;

/**
 * Stores weights as 8-bit codes of one scale that holds multiples of 1/32 exactly, so that the
 * rewritten model must compute what the float model does.
 */
public final class Quantization {

  private static final float SCALE = 1 / 32f;

  private final Path folder;
  private final Map<OperatorKind, String> formats = new TreeMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();
  private BiPredicate<ConstantWeight, WeightReader> chosen = (weight, reader) -> true;
  private BiConsumer<ModelRewrite, FloatModel> before = (rewrite, model) -> {};
  private boolean nearest;
  private int opset;
  private int groupSize = 16;
  private int bits = 8;

  private Quantization(Path folder) {
    this.folder = folder;
    formats.put(OperatorKind.MATMUL, "matmul-nbits");
    formats.put(OperatorKind.GATHER, "gather-block-quantized");
    formats.put(OperatorKind.OPERAND, "qdq");
  }

  /** Stores products as MatMulNBits and embeddings as GatherBlockQuantized. */
  public static Quantization in(Path folder) {
    return new Quantization(folder);
  }

  Quantization format(OperatorKind kind, String format) {
    formats.put(kind, format);
    return this;
  }

  Quantization only(BiPredicate<ConstantWeight, WeightReader> choice) {
    this.chosen = choice;
    return this;
  }

  Quantization metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Rounds to codes of the least scale that holds the whole weight; for weights of any values. */
  Quantization toNearest() {
    nearest = true;
    return this;
  }

  Quantization opset(int version) {
    this.opset = version;
    return this;
  }

  Quantization bits(int number) {
    this.bits = number;
    return this;
  }

  Quantization groupSize(int rows) {
    this.groupSize = rows;
    return this;
  }

  /** A change to the rewrite before it is finished. */
  Quantization before(BiConsumer<ModelRewrite, FloatModel> step) {
    this.before = step;
    return this;
  }

  /** The model with all chosen weights replaced that can be. */
  ModelProto of(ModelProto model) {
    try (FloatModel opened = open(model)) {
      Path output = folder.resolve("quantized.onnx");
      RewriteTask task =
          new RewriteTask(
              output,
              replacements(opened),
              metadata,
              RewriteTask.Form.float32(
                  ExternalData.NEVER, new FormatVersions(opset, irVersion(opened))));
      try (ModelRewrite rewrite = opened.rewrite(task)) {
        task.replacements().forEach(replacement -> store(opened, replacement, rewrite));
        before.accept(rewrite, opened);
        rewrite.finish().publish();
      }
      return ModelProto.parseFrom(Files.readAllBytes(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The weights of a model that are stored under a name. */
  static List<ConstantWeight> weights(FloatModel model, String tensor) {
    return model.weights().stream().filter(weight -> weight.tensor().equals(tensor)).toList();
  }

  /** Opens a model from a file. */
  public FloatModel open(ModelProto model) {
    try {
      Path file = folder.resolve("float.onnx");
      Files.write(file, model.toByteArray());
      return new OnnxFormat().open(SourceFiles.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int irVersion(FloatModel model) {
    return replacements(model).stream()
        .flatMap(replacement -> replacement.emissions().stream())
        .mapToInt(emission -> emission.plan().irVersion())
        .max()
        .orElse(0);
  }

  private List<Replacement> replacements(FloatModel model) {
    List<Replacement> replacements = new ArrayList<>();
    for (ConstantWeight weight : model.weights()) {
      List<Emission> emissions =
          weight.readers().stream()
              .filter(reader -> reader.obstacle().isEmpty() && weight.obstacle().isEmpty())
              .filter(reader -> chosen.test(weight, reader))
              .map(reader -> emission(weight, reader))
              .toList();
      if (!emissions.isEmpty()) {
        replacements.add(new Replacement(weight, emissions));
      }
    }
    return replacements;
  }

  private Emission emission(ConstantWeight weight, WeightReader reader) {
    NodeEmitter emitter = emitter(formats.get(reader.kind()));
    EmissionRequest request =
        new EmissionRequest(
            new QuantScheme(
                bits, groupSize, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, reader.activationType()),
            reader.kind(),
            weight.inputFeatures(),
            weight.outputFeatures(),
            reader.activationType(),
            OptionValues.of(emitter.options(), Map.of()));
    EmissionPlan plan = emitter.plan(request);
    assertThat(plan).isInstanceOf(EmissionPlan.Accepted.class);
    EmissionPlan.Accepted accepted = (EmissionPlan.Accepted) plan;
    return new Emission(reader, emitter, request.withScheme(accepted.scheme()), accepted);
  }

  private static NodeEmitter emitter(String id) {
    return ServiceLoader.load(NodeEmitter.class, Quantization.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(emitter -> emitter.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void store(FloatModel model, Replacement replacement, ModelRewrite rewrite) {
    WeightView view = model.view(replacement.weight());
    QuantizedWeight stored = quantize(view, replacement.scheme());
    for (Emission emission : replacement.emissions()) {
      emission.emitter().pack(emission.request(), 0, stored, rewrite.sink(emission));
    }
  }

  private QuantizedWeight quantize(WeightView view, QuantScheme scheme) {
    float[] elements = view.readAll();
    float scale = nearest ? leastScale(elements, scheme) : SCALE;
    byte[] codes = new byte[elements.length];
    for (int i = 0; i < codes.length; i++) {
      int code = Math.round(elements[i] / scale) + scheme.middleCode();
      if (!nearest) {
        assertThat((code - scheme.middleCode()) * scale).isEqualTo(elements[i]);
      }
      codes[i] = (byte) code;
    }
    float[] scales = new float[scheme.groups(view.inputFeatures()) * view.outputFeatures()];
    Arrays.fill(scales, scale);
    return QuantizedWeight.builder(scheme, view.inputFeatures(), view.outputFeatures())
        .codes(codes)
        .scales(scales)
        .build();
  }

  private static float leastScale(float[] elements, QuantScheme scheme) {
    float largest = 0;
    for (float element : elements) {
      largest = Math.max(largest, Math.abs(element));
    }
    return ScaleType.round(largest / 126, scheme.scaleType());
  }
}
