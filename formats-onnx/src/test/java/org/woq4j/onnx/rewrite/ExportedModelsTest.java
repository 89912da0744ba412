package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.ModelProto;

/** Models of real exporters: every weight is found. */
class ExportedModelsTest {

  @TempDir Path folder;

  @Test
  void bertHasItsProjectionsAndEmbeddings() throws IOException {
    List<ConstantWeight> weights = weights("/models/bert.onnx");
    assertThat(shapes(weights, OperatorKind.GATHER)).containsExactly("64x200", "64x2", "64x64");
    List<String> layer = List.of("64x64", "64x64", "64x64", "64x64", "64x144", "144x64");
    assertThat(shapes(weights, OperatorKind.MATMUL)).isEqualTo(twice(layer));
    assertThat(sizesOfSites(weights)).containsExactlyInAnyOrder(3, 1, 1, 1, 3, 1, 1, 1);
  }

  @Test
  void gpt2TiesItsEmbeddingToItsHead() throws IOException {
    List<ConstantWeight> weights = weights("/models/gpt2_tied.onnx");
    assertThat(weights).hasSize(10);
    ConstantWeight tied = weights.get(0);
    assertThat(tied.inputFeatures()).isEqualTo(64);
    assertThat(tied.outputFeatures()).isEqualTo(200);
    assertThat(tied.readers().stream().map(WeightReader::node))
        .containsExactly("node_embedding", "node_linear");
    assertThat(weights.stream().flatMap(w -> w.readers().stream()).map(WeightReader::operator))
        .filteredOn("Gemm"::equals)
        .hasSize(8);
  }

  @Test
  void llamaHasSevenProjectionsALayer() throws IOException {
    List<String> layer = List.of("64x64", "64x32", "64x32", "64x64", "64x176", "64x176", "176x64");
    List<ConstantWeight> cached = weights("/models/llama_kv.onnx");
    List<String> expected = new ArrayList<>(twice(layer));
    expected.add("64x200");
    assertThat(shapes(cached, OperatorKind.MATMUL)).isEqualTo(expected);
    assertThat(sizesOfSites(cached)).containsExactlyInAnyOrder(3, 1, 2, 1, 3, 1, 2, 1, 1);
    List<ConstantWeight> half = weights("/models/llama_fp16.onnx");
    expected = new ArrayList<>(layer);
    expected.add("64x200");
    assertThat(shapes(half, OperatorKind.MATMUL)).isEqualTo(expected);
    assertThat(quantizable(half)).allMatch(w -> w.activationType() == ElementType.FLOAT16);
  }

  @Test
  void miniLmHasSixLayersOfSixProjectionsAndAPooler() throws IOException {
    List<ConstantWeight> weights = weights("/all-minilm-l6-v2.onnx");
    Map<String, Long> shapes =
        shapes(weights, OperatorKind.MATMUL).stream()
            .collect(Collectors.groupingBy(shape -> shape, Collectors.counting()));
    assertThat(shapes)
        .containsExactlyInAnyOrderEntriesOf(Map.of("384x384", 25L, "384x1536", 6L, "1536x384", 6L));
    assertThat(sizesOfSites(weights)).hasSize(25).filteredOn(size -> size == 3).hasSize(6);
    assertThat(shapes(weights, OperatorKind.GATHER))
        .containsExactlyInAnyOrder("384x30522", "384x2", "384x512");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv", "llama_fp16"})
  void everyWeightOfAModelIsReplacedAndItsOutputsStayNear(String name) throws IOException {
    ModelProto model = ModelProto.parseFrom(bytes("/models/" + name + ".onnx"));
    ModelProto after = Quantization.in(folder).toNearest().of(model);
    assertThat(Contents.operators(after)).doesNotContain("Gemm").contains("GatherBlockQuantized");
    Map<String, ModelRun.Output> expected = ModelRun.of(model, OptLevel.ALL_OPT).outputs();
    Map<String, ModelRun.Output> actual = ModelRun.of(after, OptLevel.ALL_OPT).outputs();
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (output, value) -> {
          assertThat(actual.get(output).shape()).isEqualTo(value.shape());
          assertThat(relativeError(value.floats(), actual.get(output).floats()))
              .as(output)
              .isBetween(1e-6, 0.02);
        });
    try (FloatModel again = Quantization.in(folder).open(after)) {
      assertThat(quantizable(again.weights())).isEmpty();
    }
  }

  private static double relativeError(List<Float> expected, List<Float> actual) {
    double squares = 0;
    double errors = 0;
    for (int i = 0; i < expected.size(); i++) {
      double error = actual.get(i) - expected.get(i);
      errors += error * error;
      squares += expected.get(i) * expected.get(i);
    }
    return Math.sqrt(errors / squares);
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = ExportedModelsTest.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    }
  }

  private List<ConstantWeight> weights(String resource) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, bytes(resource));
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file))) {
      for (ConstantWeight weight : quantizable(model.weights())) {
        assertThat(model.view(weight).readAll()).hasSize((int) weight.elements());
      }
      return model.weights();
    }
  }

  private static List<ConstantWeight> quantizable(List<ConstantWeight> weights) {
    return weights.stream()
        .filter(weight -> weight.obstacle().isEmpty())
        .filter(weight -> weight.readers().stream().allMatch(r -> r.obstacle().isEmpty()))
        .toList();
  }

  private static List<String> shapes(List<ConstantWeight> weights, OperatorKind kind) {
    return quantizable(weights).stream()
        .filter(weight -> weight.readers().stream().anyMatch(reader -> reader.kind() == kind))
        .map(weight -> weight.inputFeatures() + "x" + weight.outputFeatures())
        .toList();
  }

  /** How many quantizable weights each activation feeds. */
  private static List<Integer> sizesOfSites(List<ConstantWeight> weights) {
    return quantizable(weights).stream()
        .flatMap(weight -> weight.readers().stream())
        .flatMap(reader -> reader.site().stream())
        .collect(Collectors.groupingBy(site -> site, Collectors.summingInt(site -> 1)))
        .values()
        .stream()
        .toList();
  }

  private static List<String> twice(List<String> layer) {
    List<String> both = new ArrayList<>(layer);
    both.addAll(layer);
    return both;
  }
}
