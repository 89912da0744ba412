package org.woq4j.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * A model of a kind over which quantizers stumble. Its weights are named w, w1, and so on.
 *
 * @param name its special property
 * @param layers how many weights are quantized
 * @param model writes the model, and other files next to it
 * @param rules of the recipe
 */
record Trap(String name, int layers, Source model, String... rules) {

  /** Writes a model. */
  @FunctionalInterface
  interface Source {

    void write(Path file) throws IOException;
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<Trap> all() {
    return Stream.of(shapes(), readers(), bodies(), nodes(), files()).flatMap(traps -> traps);
  }

  private static Trap of(String name, int layers, TestModel model, String... rules) {
    return new Trap(name, layers, model::write, rules);
  }

  private static Stream<Trap> shapes() {
    return Stream.of(
        of("an odd number of groups", 1, product(48, 5)),
        of("K smaller than a group", 1, product(7, 5)),
        of("K no multiple of the group size", 1, product(41, 6)),
        of("a last group of one row", 1, product(33, 4)),
        of("N = 1", 1, product(32, 1)),
        of("K = 1 and N = 1", 1, product(1, 1)),
        of("a weight [1,K,N]", 1, productOf(DataType.FLOAT, 1, 32, 8)),
        of("a float16 weight", 1, productOf(DataType.FLOAT16, 32, 8)),
        of("a float16 weight that is cast", 1, castProduct(DataType.FLOAT16)),
        of("a bfloat16 weight that is cast", 1, castProduct(DataType.BFLOAT16)));
  }

  private static TestModel product(int inputFeatures, int outputFeatures) {
    return TestModel.taking(3, inputFeatures)
        .weight("w", inputFeatures, outputFeatures)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y");
  }

  private static TestModel productOf(DataType type, long... dims) {
    return TestModel.graph()
        .input("x", type, 2, 32)
        .constant(TestModel.tensor("w", type, TestModel.elements(32, 8), dims))
        .node("MatMul", List.of("x", "w"), "y")
        .output("y");
  }

  private static TestModel castProduct(DataType type) {
    return TestModel.taking(2, 32)
        .constant(TestModel.tensor("w", type, TestModel.elements(32, 8), 32, 8))
        .node("Cast", List.of("w"), List.of("w1"), Map.of("to", 1L))
        .node("MatMul", List.of("x", "w1"), "y")
        .output("y");
  }

  private static Stream<Trap> readers() {
    return Stream.of(
        of(
            "a weight of two nodes",
            1,
            TestModel.taking(2, 16)
                .weight("w", 16, 16)
                .node("MatMul", List.of("x", "w"), "a")
                .node("MatMul", List.of("a", "w"), "y")
                .output("y")),
        of(
            "a tied embedding and head",
            1,
            tied(),
            "  - match: {op: Gather}",
            "    format: gather-block-quantized"),
        of(
            "a Gemm and a MatMul that read one weight, each its own way",
            1,
            TestModel.taking(2, 16)
                .constant(transposedWeight(16, 16))
                .node("Gemm", List.of("x", "w"), List.of("a"), Map.of("transB", 1L))
                .node("Transpose", List.of("w"), List.of("w1"), Map.of("perm", List.of(1L, 0L)))
                .node("MatMul", List.of("a", "w1"), "y")
                .output("y")),
        of(
            "a weight that old models list as an input",
            1,
            TestModel.taking(2, 32)
                .input("w", DataType.FLOAT, 32, 8)
                .weight("w", 32, 8)
                .node("MatMul", List.of("x", "w"), "y")
                .output("y")
                .versions(9, 3)));
  }

  private static TestModel tied() {
    float[] rows = TestModel.transposed(TestModel.elements(32, 40), 40);
    return TestModel.graph()
        .input("ids", DataType.INT64, 2, 3)
        .constant(TestModel.tensor("w", DataType.FLOAT, rows, 40, 32))
        .node("Gather", List.of("w", "ids"), "h")
        .node("Transpose", List.of("w"), List.of("w1"), Map.of("perm", List.of(1L, 0L)))
        .node("MatMul", List.of("h", "w1"), "y")
        .output("y");
  }

  private static TensorProto transposedWeight(int inputFeatures, int outputFeatures) {
    float[] elements =
        TestModel.transposed(TestModel.elements(inputFeatures, outputFeatures), outputFeatures);
    return TestModel.tensor("w", DataType.FLOAT, elements, outputFeatures, inputFeatures);
  }

  private static Stream<Trap> bodies() {
    TestModel ofItsOwn =
        TestModel.graph().constant(noCopy()).node("MatMul", List.of("x", "w1"), "t").output("t");
    TestModel ofOutside = TestModel.graph().node("MatMul", List.of("x", "w"), "e").output("e");
    return Stream.of(
        of(
            "an If with branches that read their own weight and one of the outer graph",
            2,
            TestModel.taking(2, 16)
                .input("yes", DataType.BOOL)
                .weight("w", 16, 16)
                .node(
                    "If",
                    List.of("yes"),
                    List.of("y"),
                    Map.of("then_branch", ofItsOwn, "else_branch", ofOutside))
                .output("y")),
        of(
            "a Loop that reads a weight of its own and one of the outer graph",
            2,
            loop(
                loopBody()
                    .constant(noCopy())
                    .node("MatMul", List.of("h", "w"), "h1")
                    .node("Gemm", List.of("h1", "w1"), "h2"))),
        of("an If inside a Loop that reads a weight of the outermost graph", 1, branchInLoop()),
        of("a Scan", 1, scan()));
  }

  /** A weight w1 that is no copy of w: its columns are in reverse order. */
  private static TensorProto noCopy() {
    float[] elements = TestModel.elements(16, 16);
    float[] reversed = new float[elements.length];
    for (int i = 0; i < elements.length; i++) {
      reversed[i] = elements[i / 16 * 16 + 15 - i % 16];
    }
    return TestModel.tensor("w1", DataType.FLOAT, reversed, 16, 16);
  }

  private static TestModel loopBody() {
    return TestModel.graph()
        .input("i", DataType.INT64)
        .input("go", DataType.BOOL)
        .input("h", DataType.FLOAT, 2, 16)
        .node("Identity", List.of("go"), "still");
  }

  private static TestModel loop(TestModel body) {
    return TestModel.taking(2, 16)
        .weight("w", 16, 16)
        .longs("times", List.of(), 2L)
        .node(
            "Loop",
            List.of("times", "", "x"),
            List.of("y"),
            Map.of("body", body.output("still", "h2")))
        .output("y");
  }

  static TestModel branchInLoop() {
    TestModel then = TestModel.graph().node("MatMul", List.of("h", "w"), "t").output("t");
    TestModel otherwise = TestModel.graph().node("Identity", List.of("h"), "e").output("e");
    return loop(loopBody()
            .node(
                "If",
                List.of("yes"),
                List.of("h2"),
                Map.of("then_branch", then, "else_branch", otherwise)))
        .input("yes", DataType.BOOL);
  }

  private static TestModel scan() {
    TestModel body =
        TestModel.graph()
            .input("h", DataType.FLOAT, 1, 16)
            .input("row", DataType.FLOAT, 1, 16)
            .weight("w", 16, 16)
            .node("Add", List.of("h", "row"), "sum")
            .node("MatMul", List.of("sum", "w"), "next")
            .node("Identity", List.of("next"), "each")
            .output("next", "each");
    return TestModel.taking(3, 1, 16)
        .input("start", DataType.FLOAT, 1, 16)
        .node(
            "Scan",
            List.of("start", "x"),
            List.of("last", "y"),
            Map.of("body", body, "num_scan_inputs", 1L))
        .output("last", "y");
  }

  private static Stream<Trap> nodes() {
    return Stream.of(
        of(
            "unnamed nodes, one of them left out by its output's name",
            1,
            TestModel.taking(2, 16)
                .weight("w", 16, 16)
                .weight("kept", 16, 16)
                .node(TestModel.unnamed("MatMul", List.of("x", "kept"), List.of("a")))
                .node(TestModel.unnamed("MatMul", List.of("a", "w"), List.of("y")))
                .output("y"),
            "  - {match: a, skip: true}"),
        of(
            "a Constant node",
            1,
            TestModel.taking(2, 32)
                .node(
                    "Constant",
                    List.of(),
                    List.of("w"),
                    Map.of(
                        "value",
                        TestModel.tensor("", DataType.FLOAT, TestModel.elements(32, 8), 32, 8)))
                .node("MatMul", List.of("x", "w"), "y")
                .output("y")),
        of(
            "a Gemm with all its attributes",
            1,
            TestModel.taking(32, 3)
                .constant(transposedWeight(32, 8))
                .weight("c", 1, 8)
                .node(
                    "Gemm",
                    List.of("x", "w", "c"),
                    List.of("y"),
                    Map.of("transA", 1L, "transB", 1L, "alpha", -0.5f, "beta", 2f))
                .output("y")),
        of(
            "a Gemm with a computed addend",
            1,
            TestModel.taking(3, 32)
                .input("c", DataType.FLOAT, 3, 1)
                .weight("w", 32, 8)
                .node("Relu", List.of("c"), "r")
                .node("Gemm", List.of("x", "w", "r"), List.of("y"), Map.of("beta", -2f))
                .output("y")),
        of(
            "names that new tensors and values would have",
            1,
            TestModel.taking(2, 32)
                .input("w_codes", DataType.FLOAT, 2, 32)
                .input("w_scales", DataType.FLOAT, 2, 32)
                .weight("w", 32, 8)
                .node("Add", List.of("x", "w_codes"), "y/weight")
                .node("Add", List.of("y/weight", "w_scales"), "w_zero_points")
                .node("MatMul", List.of("w_zero_points", "w"), "y")
                .output("y")),
        of(
            "an output that is an input",
            1,
            TestModel.taking(2, 32)
                .weight("w", 32, 8)
                .node("MatMul", List.of("x", "w"), "y")
                .output("x", "y")),
        of("operators of an older opset", 1, older()));
  }

  /** Operators with axes as attributes. */
  private static TestModel older() {
    return TestModel.taking(2, 1, 32)
        .weight("w", 32, 8)
        .node("Squeeze", List.of("x"), List.of("s"), Map.of("axes", List.of(1L)))
        .node("MatMul", List.of("s", "w"), "p")
        .node("Unsqueeze", List.of("p"), List.of("u"), Map.of("axes", List.of(0L)))
        .node("ReduceMean", List.of("u"), List.of("y"), Map.of("axes", List.of(1L)))
        .output("y")
        .versions(12, 7);
  }

  private static Stream<Trap> files() {
    return Stream.of(
        new Trap("external data in one file", 2, file -> external(file, "data", 0, "data", 4096)),
        new Trap("external data in many files", 2, file -> external(file, "data", 0, "sub/d", 64)),
        new Trap(
            "offsets behind 2 GiB",
            2,
            file -> external(file, "data", (2L << 30) + 4096, "data", 5L << 30)));
  }

  /** Two weights in files next to the model, at different offsets. */
  static void external(Path file, String one, long first, String other, long second)
      throws IOException {
    TestModel.taking(2, 32)
        .constant(outside(file, "w", one, first, 32, 16))
        .constant(outside(file, "w1", other, second, 16, 8))
        .node("MatMul", List.of("x", "w"), "a")
        .node("MatMul", List.of("a", "w1"), "y")
        .output("y")
        .write(file);
  }

  private static TensorProto outside(
      Path model, String name, String location, long offset, int inputFeatures, int outputFeatures)
      throws IOException {
    TensorProto inside =
        TestModel.tensor(
            name,
            DataType.FLOAT,
            TestModel.elements(inputFeatures, outputFeatures),
            inputFeatures,
            outputFeatures);
    byte[] bytes = inside.getRawData().toByteArray();
    Path file = model.resolveSibling(location);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
      data.seek(offset);
      data.write(bytes);
    }
    return inside.toBuilder()
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Integer.toString(bytes.length)))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
