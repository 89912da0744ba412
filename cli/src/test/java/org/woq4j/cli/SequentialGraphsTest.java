package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** Graphs that are no plain chain, layer after layer. */
class SequentialGraphsTest {

  private static final int K = 32;

  /** Rows of K numbers that take 2 GiB. */
  private static final long LARGE_ROWS = (2L << 30) / (K * Float.BYTES);

  @TempDir Path folder;

  /** Four batches of normal rows. */
  private static final class Rows implements CalibrationSource {

    @Override
    public String id() {
      return "rows";
    }

    @Override
    public Batches open(List<ModelInput> inputs, OptionValues options) {
      Random random = new Random(5);
      return new Batches() {
        private int read;

        @Override
        public OptionalLong count() {
          return OptionalLong.of(4);
        }

        @Override
        public List<NamedTensor> next() {
          if (read++ >= 4) {
            return List.of();
          }
          ByteBuffer data =
              ByteBuffer.allocate(40 * K * Float.BYTES).order(ByteOrder.nativeOrder());
          while (data.hasRemaining()) {
            data.putFloat((float) random.nextGaussian());
          }
          return List.of(
              new NamedTensor("x", ElementType.FLOAT32, new long[] {40, K}, data.flip()));
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void sharedWeightsAndBodiesAreQuantized() throws IOException {
    GraphProto.Builder then = GraphProto.newBuilder().setName("then");
    then.addNode(node("MatMul", "inner", "d", "body"));
    then.addOutput(value("inner"));
    GraphProto.Builder otherwise = GraphProto.newBuilder().setName("else");
    otherwise.addNode(node("Identity", "same", "d"));
    otherwise.addOutput(value("same"));
    GraphProto.Builder graph = GraphProto.newBuilder().setName("graph").addInput(value("x"));
    for (String weight : List.of("shared", "body", "last")) {
      graph.addInitializer(weight(weight));
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("true")
            .setDataType(DataType.BOOL.number())
            .addInt32Data(1));
    graph
        .addNode(node("MatMul", "a", "x", "shared"))
        .addNode(node("Relu", "b", "a"))
        .addNode(node("MatMul", "c", "b", "shared"))
        .addNode(node("Add", "d", "c", "x"))
        .addNode(
            node("If", "e", "true").toBuilder()
                .addAttribute(body("then_branch", then))
                .addAttribute(body("else_branch", otherwise)))
        .addNode(node("MatMul", "y", "e", "last"))
        .addOutput(value("y"));

    QuantizationReport report = quantize(graph);

    assertThat(report.layers())
        .extracting(LayerReport::weight, LayerReport::algorithm)
        .containsExactlyInAnyOrder(
            tuple("shared", "gptq"), tuple("body", "rtn"), tuple("last", "gptq"));
    assertThat(report.layers())
        .filteredOn(layer -> layer.weight().equals("body"))
        .flatExtracting(LayerReport::notes)
        .extracting(Note::kind)
        .containsExactly(Note.Kind.FALLBACK);
    assertThat(report.verification().extent()).isEqualTo(Extent.MODEL);
    assertThat(report.verification().differences().get(0).relative()).isLessThan(0.02);
    assertThat(report.verification().samples()).isEqualTo(10);
    assertThat(report.calibration().orElseThrow().rows())
        .as("160 less the samples that were held out")
        .isEqualTo(150);
    assertThat(report.calibration().orElseThrow().passes()).isEqualTo(2);
  }

  /** The first piece quantizes it, for an activation, too, that only a later piece computes. */
  @Test
  void extremesOfALaterActivationAreThoseOfTheFloatModel() throws IOException {
    TestModel.taking(40, K)
        .weight("shared", K, K)
        .weight("w", K, K)
        .node("MatMul", List.of("x", "shared"), "h")
        .node("MatMul", List.of("h", "w"), "g")
        .node("MatMul", List.of("g", "shared"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
    Woq run =
        Woq.runRecipe(
            "quantize",
            folder,
            "defaults: {algorithm: awq, bits: 4, group_size: 16, format: qdq}",
            "calibration: {source: random, batches: 2, mode: sequential}");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("do not all multiply one activation by it");
  }

  @Test
  void aWeightThatIsTooLargeToBeFedIsRefusedByThePlan() throws IOException {
    TestModel.graph()
        .input("x", DataType.FLOAT, 4, K)
        .constant(large(K, LARGE_ROWS))
        .weight("w", 1, K)
        .node("MatMul", List.of("x", "large"), "h")
        .node("ReduceMax", List.of("h"), "g")
        .node("MatMul", List.of("g", "w"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
    Path recipe = sequentialRecipe("rules: [{match: {weight: large}, algorithm: rtn}]");

    Woq refused = Woq.run("quantize", recipe);

    assertThat(refused.code()).isEqualTo(Errors.USER);
    assertThat(refused.err())
        .contains("the weight large takes 2.00 GiB", "set the calibration's mode to one-pass");
    for (String cure :
        List.of("rules=[{match: {weight: large}, skip: true}]", "calibration.mode=one-pass")) {
      assertThat(Woq.run("plan", recipe, "--set", cure).err()).isEmpty();
    }
  }

  /** No layer waits for an embedding, so that it may be of any size. */
  @Test
  void anEmbeddingIsNotFed() throws IOException {
    TestModel.graph()
        .input("ids", DataType.INT64, 1, 4)
        .constant(large(LARGE_ROWS, K))
        .weight("w", K, K)
        .node("Gather", List.of("large", "ids"), "x")
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));

    Woq plan = Woq.run("plan", sequentialRecipe("embeddings: 8"));

    assertThat(plan.err()).isEmpty();
    assertThat(plan.out()).contains("gather-int8", "gptq 4 bits", "in 1 piece");
  }

  private Path sequentialRecipe(String line) throws IOException {
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: model.onnx
        output: out.onnx
        calibration: {source: random, mode: sequential}
        defaults: {algorithm: gptq, group_size: 32, format: matmul-nbits}
        """
            + line);
  }

  /** A constant that is a hole in a file of 2 GiB. */
  private TensorProto large(long rows, long columns) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(folder.resolve("data").toFile(), "rw")) {
      data.setLength(rows * columns * Float.BYTES);
    }
    return TensorProto.newBuilder()
        .setName("large")
        .setDataType(DataType.FLOAT.number())
        .addDims(rows)
        .addDims(columns)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("data"))
        .build();
  }

  private QuantizationReport quantize(GraphProto.Builder graph) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    return Quantizer.builder()
        .with(new Rows())
        .build()
        .quantize(
            QuantizationRequest.builder(file, folder.resolve("out.onnx"))
                .defaults(
                    Settings.builder()
                        .algorithm("gptq")
                        .bits(8)
                        .groupSize(16)
                        .format("matmul-nbits")
                        .build())
                .calibration(
                    new Calibration(
                        Reference.of("rows"),
                        Mode.SEQUENTIAL,
                        List.of(),
                        Optional.of(Reference.of("rtn"))))
                .build());
  }

  private static AttributeProto body(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName("/" + output)
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static TensorProto weight(String name) {
    Random random = new Random(name.hashCode());
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.number())
            .addDims(K)
            .addDims(K);
    for (int i = 0; i < K * K; i++) {
      tensor.addFloatData((float) (random.nextGaussian() / Math.sqrt(K)));
    }
    return tensor.build();
  }

  private static ValueInfoProto value(String name) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(K))
            .build();
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
