package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.woq4j.runtime.onnx.calibrate.SiteActivations.floats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

/** Models that are cut at the activations of their weights. */
class PiecesTest {

  private static final int ROWS = 5;
  private static final int K = 16;

  @TempDir Path folder;

  private static float[] random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[K * K];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1) / 2;
    }
    return values;
  }

  private static NamedTensor x() {
    return floats("x", Arrays.copyOf(random(0), ROWS * K), ROWS, K);
  }

  private static ModelBuilder model(int weights) {
    ModelBuilder model = new ModelBuilder().input("x", DataType.FLOAT, "rows", K);
    for (int i = 1; i <= weights; i++) {
      model.floats("w" + i, random(i), K, K);
    }
    return model;
  }

  private Path write(ModelBuilder model, String output) throws IOException {
    return model.output(output, DataType.FLOAT, "rows", K).write(folder.resolve("model.onnx"));
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    String path = name.startsWith("all") ? "/" : "/models/";
    try (InputStream model = PiecesTest.class.getResourceAsStream(path + name)) {
      Files.copy(model, file);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "bert.onnx, 200, 1e-5",
    "gpt2_tied.onnx, 200, 1e-5",
    "llama_kv.onnx, 200, 1e-5",
    "llama_fp16.onnx, 200, 4e-3",
    "all-minilm-l6-v2.onnx, 30522, 1e-5"
  })
  void floatPiecesGiveTheActivationsOfTheWholeModel(String name, int vocabulary, double tolerance)
      throws IOException {
    Path file = resource(name);
    List<NamedTensor> inputs;
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file))) {
      inputs = SiteActivations.tokens(model, vocabulary, 1);
    }
    assertSame(
        PieceActivations.of(file, inputs, UnaryOperator.identity()),
        SiteActivations.of(file, inputs),
        tolerance);
  }

  @ParameterizedTest
  @CsvSource({
    "bert.onnx, 200, 2, 1e-6",
    "gpt2_tied.onnx, 200, 3, 1e-6",
    "llama_kv.onnx, 200, 4, 1e-6",
    "llama_fp16.onnx, 200, 2, 1e-3",
    "all-minilm-l6-v2.onnx, 30522, 5, 1e-6"
  })
  void piecesForPassesGiveTheActivationsOfTheWholeModel(
      String name, int vocabulary, int passes, double tolerance) throws IOException {
    Path file = resource(name);
    List<NamedTensor> inputs;
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file))) {
      inputs = SiteActivations.tokens(model, vocabulary, 1);
    }
    Map<String, Copy> whole = SiteActivations.of(file, inputs);
    Map<String, Copy> split = PieceActivations.ofPasses(file, inputs, passes);

    assertThat(split.keySet()).isEqualTo(whole.keySet());
    assertSame(split, whole, tolerance);
  }

  private static void assertSame(
      Map<String, Copy> actual, Map<String, Copy> expected, double tolerance) {
    assertThat(expected.keySet()).containsAll(actual.keySet());
    actual.forEach(
        (site, copy) -> {
          assertThat(copy.shape()).as(site).isEqualTo(expected.get(site).shape());
          double size = 0;
          double difference = 0;
          for (int i = 0; i < copy.values().length; i++) {
            float value = expected.get(site).values()[i];
            size += value * value;
            difference += Math.pow(copy.values()[i] - value, 2);
          }
          assertThat(Math.sqrt(difference / size)).as(site).isLessThan(tolerance);
        });
  }

  @Test
  void anEncoderHasFourPiecesALayer() throws IOException {
    ModelCut cut = PieceActivations.cut(resource("all-minilm-l6-v2.onnx"));

    // Before the first layer, the embeddings' weights must be quantized: one more piece.
    assertThat(cut.pieces()).hasSize(26);
    assertThat(cut.pieces().get(0).sites()).isEmpty();
    assertThat(cut.pieces().subList(1, 26)).allMatch(piece -> piece.sites().size() == 1);
    assertThat(cut.pieces().get(2).weights())
        .hasSize(3)
        .allMatch(id -> cut.pieceOfWeight().get(id) == 1);
  }

  @Test
  void residualsAndBranchesAreKeptAndGoTogether() throws IOException {
    ModelBuilder model =
        model(4)
            .node("MatMul", List.of("x", "w1"), "a")
            .node("Relu", List.of("a"), "left")
            .node("Tanh", List.of("a"), "right")
            .node("MatMul", List.of("left", "w2"), "l")
            .node("MatMul", List.of("right", "w3"), "r")
            .node("Add", List.of("l", "r"), "both")
            .node("Add", List.of("both", "x"), "sum")
            .node("MatMul", List.of("sum", "w4"), "y");
    Path file = write(model, "y");

    ModelCut cut = PieceActivations.cut(file);
    assertThat(cut.pieceOfWeight()).isEqualTo(Map.of("w1", 0, "w2", 1, "w3", 1, "w4", 2));
    assertThat(cut.pieces())
        .extracting(Piece::sites)
        .containsExactly(
            Map.of(Site.of("x"), "x"),
            Map.of(Site.of("left"), "left", Site.of("right"), "right"),
            Map.of(Site.of("sum"), "sum"));
    assertThat(cut.pieces().get(2).inputs()).containsExactlyInAnyOrder("left", "right", "x");
    assertSame(
        PieceActivations.of(file, List.of(x()), UnaryOperator.identity()),
        SiteActivations.of(file, List.of(x())),
        1e-6);
  }

  @Test
  void piecesRunWithOtherWeights() throws IOException {
    ModelBuilder model =
        model(2)
            .node("MatMul", List.of("x", "w1"), "y1")
            .node("Relu", List.of("y1"), "h")
            .node("MatMul", List.of("h", "w2"), "y2");
    Path file = write(model, "y2");
    float[] twice = new float[K];
    Arrays.fill(twice, 2);

    Map<String, Copy> doubled =
        PieceActivations.of(file, List.of(x()), (WeightView view) -> view.scaled(twice));
    float[] expected = SiteActivations.of(file, List.of(x())).get("h").values();
    for (int i = 0; i < expected.length; i++) {
      assertThat(doubled.get("h").values()[i]).isCloseTo(2 * expected[i], within(1e-6f));
    }
  }

  @Test
  void aGemmMayTransposeAndScaleItsInputs() throws IOException {
    ModelBuilder model =
        model(3)
            .floats("bias", Arrays.copyOf(random(9), K), K)
            .node(
                "",
                "Gemm",
                List.of("x", "w1", "bias"),
                "a",
                Map.of("transB", 1, "alpha", 0.5f, "beta", 2f))
            .node("Transpose", List.of("a"), "at")
            .node("", "Gemm", List.of("at", "w2"), "b", Map.of("transA", 1))
            .node("MatMul", List.of("b", "w3"), "y");
    Path file = write(model, "y");

    Map<String, Copy> activations =
        PieceActivations.of(file, List.of(x()), UnaryOperator.identity());
    assertThat(activations).containsOnlyKeys("x", "at^T", "b");
    assertSame(activations, SiteActivations.of(file, List.of(x())), 1e-6);
  }

  /** An If is one piece, with the weights in its bodies. */
  @Test
  void aBodyIsOnePiece() throws IOException {
    ModelBuilder then =
        new ModelBuilder()
            .node("MatMul", List.of("y1", "w2"), "inner")
            .node("Relu", List.of("inner"), "positive")
            .node("MatMul", List.of("positive", "w3"), "then");
    ModelBuilder otherwise = new ModelBuilder().node("Neg", List.of("y1"), "else");
    ModelBuilder model =
        model(4)
            .constant("true", DataType.BOOL, new byte[] {1})
            .node("MatMul", List.of("x", "w1"), "y1")
            .node(
                "",
                "If",
                List.of("true"),
                "h",
                Map.of(
                    "then_branch",
                    then.output("then", DataType.FLOAT, "rows", K).graph(),
                    "else_branch",
                    otherwise.output("else", DataType.FLOAT, "rows", K).graph()))
            .node("MatMul", List.of("h", "w4"), "y");
    Path file = write(model, "y");

    assertThat(PieceActivations.cut(file).pieceOfWeight())
        .isEqualTo(Map.of("w1", 0, "w2", 1, "w3", 1, "w4", 2));
    assertSame(
        PieceActivations.of(file, List.of(x()), UnaryOperator.identity()),
        SiteActivations.of(file, List.of(x())),
        1e-6);
  }

  @Test
  void aSharedWeightComesAtItsFirstReader() throws IOException {
    ModelBuilder model =
        model(2)
            .node("MatMul", List.of("x", "w1"), "a")
            .node("Relu", List.of("a"), "b")
            .node("MatMul", List.of("b", "w1"), "c")
            .node("Tanh", List.of("c"), "d")
            .node("MatMul", List.of("d", "w2"), "y");
    Path file = write(model, "y");

    ModelCut cut = PieceActivations.cut(file);
    assertThat(cut.pieceOfWeight()).isEqualTo(Map.of("w1", 0, "w2", 1));
    assertThat(cut.pieces().get(0).sites()).containsOnlyKeys(Site.of("x"));
    assertThat(cut.pieces()).noneMatch(piece -> piece.sites().containsKey(Site.of("b")));
    assertSame(
        PieceActivations.of(file, List.of(x()), UnaryOperator.identity()),
        SiteActivations.of(file, List.of(x())),
        1e-6);
  }

  @Test
  void aConstantMayBeAnActivation() throws IOException {
    ModelBuilder model =
        model(1)
            .floats("c", Arrays.copyOf(random(7), ROWS * K), ROWS, K)
            .node("MatMul", List.of("c", "w1"), "a")
            .node("Add", List.of("a", "x"), "y");
    Path file = write(model, "y");

    assertSame(
        PieceActivations.of(file, List.of(x()), UnaryOperator.identity()),
        SiteActivations.of(file, List.of(x())),
        1e-6);
  }
}
