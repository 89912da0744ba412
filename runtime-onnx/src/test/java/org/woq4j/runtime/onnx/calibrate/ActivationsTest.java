package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.woq4j.runtime.onnx.calibrate.SiteActivations.floats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

/** Activations of small models, compared with values computed here. */
class ActivationsTest {

  private static final int ROWS = 5;
  private static final int K = 24;
  private static final int N = 16;
  private static final float[] X = random(ROWS * K, 1);
  private static final float[] W1 = random(K * N, 2);
  private static final float[] W2 = random(N * K, 3);

  @TempDir Path folder;

  private static float[] random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static float[] relu(double[] values) {
    float[] positive = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      positive[i] = (float) Math.max(0, values[i]);
    }
    return positive;
  }

  private static double[] product(float[] a, float[] b, int rows, int inner, int columns) {
    double[] product = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < inner; k++) {
          product[i * columns + j] += (double) a[i * inner + k] * b[k * columns + j];
        }
      }
    }
    return product;
  }

  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] turned = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = matrix[i * columns + j];
      }
    }
    return turned;
  }

  private static ModelBuilder twoLayers() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "rows", K)
        .floats("w1", W1, K, N)
        .floats("w2", W2, N, K)
        .node("MatMul", List.of("x", "w1"), "y1")
        .node("Relu", List.of("y1"), "h")
        .node("MatMul", List.of("h", "w2"), "y2")
        .output("y2", DataType.FLOAT, "rows", K);
  }

  private Path write(ModelBuilder model) throws IOException {
    return model.write(folder.resolve("model.onnx"));
  }

  private static NamedTensor x() {
    return floats("x", X, ROWS, K);
  }

  private static void assertSame(Copy activation, float[] expected, long... shape) {
    assertThat(activation.shape().stream().mapToLong(Long::longValue)).containsExactly(box(shape));
    assertThat(activation.values()).containsExactly(expected, within(1e-5f));
  }

  private static Long[] box(long[] shape) {
    return Arrays.stream(shape).boxed().toArray(Long[]::new);
  }

  @Test
  void anInputAndWhatIsComputedFromItAreGiven() throws IOException {
    Map<String, Copy> activations = SiteActivations.of(write(twoLayers()), List.of(x()));
    assertThat(activations).containsOnlyKeys("x", "h");
    assertSame(activations.get("x"), X, ROWS, K);
    assertSame(activations.get("h"), relu(product(X, W1, ROWS, K, N)), ROWS, N);
  }

  @Test
  void aBatchMayLieOnTheHeapOrNot() throws IOException {
    ByteBuffer heap =
        ByteBuffer.allocate(3 + Float.BYTES * X.length).order(ByteOrder.nativeOrder()).position(3);
    heap.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().put(X);
    ByteBuffer direct = ByteBuffer.allocateDirect(heap.remaining()).put(heap.duplicate()).flip();
    for (ByteBuffer data : List.of(heap, direct)) {
      NamedTensor x = new NamedTensor("x", ElementType.FLOAT32, new long[] {ROWS, K}, data);
      Map<String, Copy> activations = SiteActivations.of(write(twoLayers()), List.of(x));
      assertSame(activations.get("x"), X, ROWS, K);
    }
  }

  @Test
  void onlyWantedSitesAreGiven() throws IOException {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(write(twoLayers())));
        ActivationRun run =
            new OnnxRuntimeActivations()
                .open(new ActivationTask(model, List.of(Site.of("h")), SiteActivations.HERE))) {
      assertThat(SiteActivations.of(run, List.of(x()))).containsOnlyKeys("h");
    }
  }

  @Test
  void aSiteThatFeedsNoWeightIsRefused() throws IOException {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(write(twoLayers())))) {
      ActivationTask task = new ActivationTask(model, List.of(Site.of("y1")), SiteActivations.HERE);
      assertThatThrownBy(() -> new OnnxRuntimeActivations().open(task))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("y1");
    }
  }

  @Test
  void anActivationThatAGemmTransposesIsGivenAsItIsMultiplied() throws IOException {
    ModelBuilder model =
        new ModelBuilder()
            .input("xt", DataType.FLOAT, K, "rows")
            .floats("w1", W1, K, N)
            .node("", "Gemm", List.of("xt", "w1"), "y", Map.of("transA", 1))
            .output("y", DataType.FLOAT, "rows", N);
    NamedTensor turned = floats("xt", transposed(X, ROWS, K), K, ROWS);
    Map<String, Copy> activations = SiteActivations.of(write(model), List.of(turned));
    assertSame(activations.get("xt^T"), X, ROWS, K);
  }

  @Test
  void aConstantMayBeAnActivation() throws IOException {
    ModelBuilder model =
        twoLayers()
            .floats("c", X, ROWS, K)
            .node("MatMul", List.of("c", "w1"), "y3")
            .output("y3", DataType.FLOAT, ROWS, N);
    assertSame(SiteActivations.of(write(model), List.of(x())).get("c"), X, ROWS, K);
  }

  @Test
  void halvesAreGivenAsFloats() throws IOException {
    ModelBuilder model =
        new ModelBuilder()
            .input("x", DataType.FLOAT16, "rows", K)
            .constant("w", DataType.FLOAT16, new byte[2 * K * N], K, N)
            .node("Neg", List.of("x"), "h")
            .node("MatMul", List.of("h", "w"), "y")
            .output("y", DataType.FLOAT16, "rows", N);
    NamedTensor x = SiteActivations.halves("x", X, ROWS, K);
    Copy activation = SiteActivations.of(write(model), List.of(x)).get("h");
    float[] expected = new float[X.length];
    for (int i = 0; i < X.length; i++) {
      expected[i] = -Float16.toFloat(Float16.fromFloat(X[i]));
    }
    assertThat(activation.values()).containsExactly(expected);
  }

  /** The runtime does not know its operator, so the model would not load with it. */
  @Test
  void nodesThatLeadToNoSiteAreNotLoaded() throws IOException {
    ModelBuilder model =
        twoLayers()
            .floats("head", random(100, 4), 100)
            .node("test.custom", "NoSuchOperator", List.of("y2", "head"), "logits", Map.of())
            .output("logits", DataType.FLOAT, "rows", 100);
    assertThat(SiteActivations.of(write(model), List.of(x()))).containsOnlyKeys("x", "h");
  }

  @Test
  void outerValuesThatABodyReadsAreKept() throws IOException {
    ModelBuilder positive = new ModelBuilder().node("Relu", List.of("y1"), "then");
    ModelBuilder same = new ModelBuilder().node("Neg", List.of("y1"), "else");
    ModelBuilder model =
        new ModelBuilder()
            .input("x", DataType.FLOAT, "rows", K)
            .constant("true", DataType.BOOL, new byte[] {1})
            .floats("w1", W1, K, N)
            .floats("w2", W2, N, K)
            .node("MatMul", List.of("x", "w1"), "y1")
            .node(
                "",
                "If",
                List.of("true"),
                "h",
                Map.of(
                    "then_branch",
                    positive.output("then", DataType.FLOAT, "rows", N).graph(),
                    "else_branch",
                    same.output("else", DataType.FLOAT, "rows", N).graph()))
            .node("MatMul", List.of("h", "w2"), "y2")
            .output("y2", DataType.FLOAT, "rows", K);
    assertSame(
        SiteActivations.of(write(model), List.of(x())).get("h"),
        relu(product(X, W1, ROWS, K, N)),
        ROWS,
        N);
  }

  @Test
  void constantsOfOldModelsAreInputsToo() throws IOException {
    ModelProto model =
        twoLayers()
            .input("w1", DataType.FLOAT, K, N)
            .input("w2", DataType.FLOAT, N, K)
            .model()
            .toBuilder()
            .setIrVersion(3)
            .build();
    Path file = folder.resolve("old.onnx");
    Files.write(file, model.toByteArray());
    Map<String, Copy> activations = SiteActivations.of(file, List.of(x()));
    assertSame(activations.get("h"), relu(product(X, W1, ROWS, K, N)), ROWS, N);
  }

  @Test
  void runsDoNotDependOnThoseBefore() throws IOException {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(write(twoLayers())));
        ActivationRun run = SiteActivations.open(model, List.of("CPUExecutionProvider"))) {
      float[] first = SiteActivations.of(run, List.of(x())).get("h").values();
      NamedTensor one = floats("x", random(K, 9), 1, K);
      assertThat(SiteActivations.of(run, List.of(one)).get("h").shape()).containsExactly(1L, 16L);
      assertThat(SiteActivations.of(run, List.of(x())).get("h").values()).containsExactly(first);
    }
  }

  @Test
  void aBatchOfAWrongShapeIsAnErrorWithTheCause() throws IOException {
    Path file = write(twoLayers());
    NamedTensor narrow = floats("x", new float[] {1, 2}, 1, 2);
    assertThatThrownBy(() -> SiteActivations.of(file, List.of(narrow)))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.BATCH))
        .hasMessageContainingAll("the model does not run on x [", "24");
  }

  @Test
  void anOperatorWithoutAKernelIsRefusedWithTheCause() throws IOException {
    ModelBuilder model =
        new ModelBuilder()
            .input("x", DataType.FLOAT, "rows", K)
            .floats("w", W1, K, N)
            .node("test.custom", "NoSuchOperator", List.of("x"), "h", Map.of())
            .node("MatMul", List.of("h", "w"), "y")
            .output("y", DataType.FLOAT, "rows", N);
    Path file = write(model);
    assertThatThrownBy(() -> SiteActivations.of(file, List.of()))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.FLOAT_MODEL))
        .hasMessageContainingAll("model.onnx cannot be run here: ", "NoSuchOperator");
  }

  /** The runtime knows one operator and not the other, so only one branch can be computed. */
  @Test
  void aModelRunsUpToWhereItCan() throws IOException {
    ModelBuilder model =
        twoLayers()
            .node("test.custom", "NoSuchOperator", List.of("h"), "g", Map.of())
            .node("MatMul", List.of("g", "w2"), "y3")
            .node("Neg", List.of("h"), "n")
            .node("MatMul", List.of("n", "w2"), "y4")
            .output("y3", DataType.FLOAT, "rows", K)
            .output("y4", DataType.FLOAT, "rows", K);
    try (FloatModel opened = new OnnxFormat().open(SourceFiles.of(write(model)));
        ActivationRun run = SiteActivations.open(opened, List.of())) {
      assertThat(run.missing()).containsOnlyKeys(Site.of("g"));
      assertThat(run.missing().get(Site.of("g"))).contains("NoSuchOperator");
      Map<String, Copy> activations = SiteActivations.of(run, List.of(x()));
      assertThat(activations).containsOnlyKeys("x", "h", "n");
      assertSame(activations.get("h"), relu(product(X, W1, ROWS, K, N)), ROWS, N);
    }
  }

  /** ONNX Runtime fuses a Transpose, a Cast without effect, and a MatMul, and loses the Cast. */
  @Test
  void aSiteIsNotLostInAFusion() throws IOException {
    ModelBuilder model =
        new ModelBuilder()
            .input("xt", DataType.FLOAT, 1, K, "rows")
            .floats("w1", W1, K, N)
            .floats("w2", W2, N, K)
            .node("", "Transpose", List.of("xt"), "p", Map.of("perm", List.of(0L, 2L, 1L)))
            .node("", "Cast", List.of("p"), "c", Map.of("to", DataType.FLOAT.number()))
            .node("MatMul", List.of("c", "w1"), "y1")
            .node("Relu", List.of("y1"), "h")
            .node("MatMul", List.of("h", "w2"), "y2")
            .output("y2", DataType.FLOAT, 1, "rows", K);
    NamedTensor turned = floats("xt", transposed(X, ROWS, K), 1, K, ROWS);
    Map<String, Copy> activations = SiteActivations.of(write(model), List.of(turned));
    assertSame(activations.get("c"), X, 1, ROWS, K);
    assertSame(activations.get("h"), relu(product(X, W1, ROWS, K, N)), 1, ROWS, N);
  }

  /** No kernel of the processor multiplies bfloat16 matrices, in bodies neither. */
  @Test
  void aBfloat16ModelComputesInFloat32() throws IOException {
    float[] w1 = roundedToBfloat16(W1);
    float[] x = roundedToBfloat16(X);
    ModelBuilder then = new ModelBuilder().constant("one", DataType.BFLOAT16, halves(1), 1);
    then.node("Mul", List.of("r", "one"), "then").output("then", DataType.BFLOAT16, "rows", N);
    ModelBuilder otherwise = new ModelBuilder().node("Neg", List.of("r"), "else");
    otherwise.output("else", DataType.BFLOAT16, "rows", N);
    ModelBuilder model =
        new ModelBuilder()
            .input("x", DataType.BFLOAT16, "rows", K)
            .constant("true", DataType.BOOL, new byte[] {1})
            .constant("w1", DataType.BFLOAT16, halves(w1), K, N)
            .constant("w2", DataType.BFLOAT16, halves(W2), N, K)
            .node("MatMul", List.of("x", "w1"), "y1")
            .node("", "Cast", List.of("y1"), "f", Map.of("to", DataType.FLOAT.number()))
            .node("Relu", List.of("f"), "g")
            .node("", "Cast", List.of("g"), "r", Map.of("to", DataType.BFLOAT16.number()))
            .node(
                "",
                "If",
                List.of("true"),
                "h",
                Map.of("then_branch", then.graph(), "else_branch", otherwise.graph()))
            .node("MatMul", List.of("h", "w2"), "y2")
            .output("y2", DataType.BFLOAT16, "rows", K);
    NamedTensor narrow =
        new NamedTensor(
            "x", ElementType.BFLOAT16, new long[] {ROWS, K}, ByteBuffer.wrap(halves(x)));
    Map<String, Copy> activations = SiteActivations.of(write(model), List.of(narrow));
    assertSame(activations.get("x"), x, ROWS, K);
    assertSame(activations.get("h"), relu(product(x, w1, ROWS, K, N)), ROWS, N);
  }

  private static float[] roundedToBfloat16(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = BFloat16.toFloat(BFloat16.fromFloat(values[i]));
    }
    return rounded;
  }

  private static byte[] halves(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.nativeOrder());
    for (float value : values) {
      bytes.putShort(BFloat16.fromFloat(value));
    }
    return bytes.array();
  }
}
