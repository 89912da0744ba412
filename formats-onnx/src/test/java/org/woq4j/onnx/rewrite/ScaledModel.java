package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.FormatVersions;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.ExternalData;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.emit.FakeQuantEmitter;
import org.woq4j.onnx.proto.ModelProto;

/**
 * A model before and after the weights of each site were multiplied by a scale, unrounded, and the
 * site was divided by it.
 *
 * @param before the model
 * @param after the same function
 * @param descriptions the description of each site's division
 */
record ScaledModel(ModelProto before, ModelProto after, Map<String, String> descriptions) {

  /** Kinds of scales [K] for a site. */
  enum Scales {
    /** Exact in multiplications and divisions. */
    POWERS_OF_TWO,
    /** From 0.1 to 10. */
    ANY;

    float[] of(int features, Random random) {
      float[] scale = new float[features];
      for (int i = 0; i < features; i++) {
        scale[i] =
            this == ANY
                ? (float) Math.pow(10, 2 * random.nextDouble() - 1)
                : Math.scalb(1f, random.nextInt(7) - 3);
      }
      return scale;
    }
  }

  /** Scales all weights that can be replaced, have one site and are chosen. */
  static ScaledModel of(
      ModelProto model, Scales scales, Path folder, Predicate<ConstantWeight> chosen) {
    try {
      Path file = folder.resolve("float.onnx");
      Path output = folder.resolve("scaled.onnx");
      Files.write(file, model.toByteArray());
      Map<String, String> descriptions = new TreeMap<>();
      try (FloatModel opened = new OnnxFormat().open(SourceFiles.of(file))) {
        Map<Site, List<Replacement>> sites = sites(opened, chosen);
        List<Replacement> all = sites.values().stream().flatMap(List::stream).toList();
        RewriteTask task =
            new RewriteTask(
                output,
                all,
                new TreeMap<>(),
                RewriteTask.Form.float32(ExternalData.NEVER, FormatVersions.ANY));
        try (ModelRewrite rewrite = opened.rewrite(task)) {
          sites.forEach(
              (site, group) ->
                  descriptions.put(site.toString(), scale(opened, group, scales, rewrite)));
          rewrite.finish().publish();
        }
      }
      return new ScaledModel(model, ModelProto.parseFrom(Files.readAllBytes(output)), descriptions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScaledModel of(ModelProto model, Scales scales, Path folder) {
    return of(model, scales, folder, weight -> true);
  }

  /** Asserts that all outputs are the same bits at both levels. */
  ScaledModel isExact() {
    SameOutputs.assertSame(before, after);
    return this;
  }

  /** Asserts that outputs differ by at most this share of the largest, at both levels. */
  ScaledModel isWithin(double tolerance) {
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      ModelRun expected = ModelRun.of(before, level);
      ModelRun actual = ModelRun.of(after, level);
      assertThat(actual.outputs().keySet()).isEqualTo(expected.outputs().keySet());
      expected
          .outputs()
          .forEach(
              (name, output) -> {
                assertThat(actual.outputs().get(name).shape()).isEqualTo(output.shape());
                assertThat(largestError(output.floats(), actual.outputs().get(name).floats()))
                    .as("%s at %s", name, level)
                    .isLessThanOrEqualTo(tolerance);
              });
    }
    return this;
  }

  /** The sites with a folded scale. */
  List<String> folded() {
    return descriptions.keySet().stream()
        .filter(site -> descriptions.get(site).contains("folded"))
        .toList();
  }

  List<String> operators() {
    return Contents.operators(after);
  }

  private static double largestError(List<Float> expected, List<Float> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      error = Math.max(error, Math.abs(actual.get(i) - expected.get(i)));
      assertThat(actual.get(i)).isFinite();
    }
    return largest == 0 ? error : error / largest;
  }

  private static Map<Site, List<Replacement>> sites(
      FloatModel model, Predicate<ConstantWeight> chosen) {
    Map<Site, List<Replacement>> sites = new LinkedHashMap<>();
    for (ConstantWeight weight : model.weights()) {
      List<Site> read =
          weight.readers().stream().flatMap(r -> r.site().stream()).distinct().toList();
      boolean replaceable =
          weight.obstacle().isEmpty()
              && weight.readers().stream().allMatch(r -> r.obstacle().isEmpty());
      if (replaceable && read.size() == 1 && chosen.test(weight)) {
        sites.computeIfAbsent(read.get(0), key -> new ArrayList<>()).add(replacement(weight));
      }
    }
    return sites;
  }

  private static Replacement replacement(ConstantWeight weight) {
    FakeQuantEmitter emitter = new FakeQuantEmitter();
    List<Emission> emissions = new ArrayList<>();
    for (WeightReader reader : weight.readers()) {
      EmissionRequest request =
          new EmissionRequest(
              new QuantScheme(
                  8, -1, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, reader.activationType()),
              reader.kind(),
              weight.inputFeatures(),
              weight.outputFeatures(),
              reader.activationType(),
              OptionValues.of(emitter.options(), Map.of()));
      EmissionPlan.Accepted plan = (EmissionPlan.Accepted) emitter.plan(request);
      emissions.add(new Emission(reader, emitter, request, plan));
    }
    return new Replacement(weight, emissions);
  }

  private static String scale(
      FloatModel model, List<Replacement> group, Scales scales, ModelRewrite rewrite) {
    ConstantWeight first = group.get(0).weight();
    float[] scale = scales.of(first.inputFeatures(), new Random(first.inputFeatures()));
    for (Replacement replacement : group) {
      float[] elements = model.view(replacement.weight()).readAll();
      for (int i = 0; i < elements.length; i++) {
        elements[i] *= scale[i / replacement.weight().outputFeatures()];
      }
      for (Emission emission : replacement.emissions()) {
        float[] stored =
            emission.request().kind() == OperatorKind.GATHER
                ? transposed(elements, replacement.weight().outputFeatures())
                : elements;
        byte[] bytes = encode(stored, emission.request().activationType());
        rewrite.sink(emission).write("weight", 0, bytes, 0, bytes.length);
      }
    }
    return rewrite.divideActivation(group.stream().map(Replacement::weight).toList(), 0, scale);
  }

  private static float[] transposed(float[] elements, int columns) {
    int rows = elements.length / columns;
    float[] turned = new float[elements.length];
    for (int i = 0; i < elements.length; i++) {
      turned[i % columns * rows + i / columns] = elements[i];
    }
    return turned;
  }

  private static byte[] encode(float[] elements, ElementType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : elements) {
      switch (type) {
        case FLOAT32 -> bytes.putFloat(element);
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(element));
        case BFLOAT16 -> bytes.putShort(BFloat16.fromFloat(element));
        default -> throw new AssertionError("no weights of type " + type);
      }
    }
    return bytes.array();
  }
}
