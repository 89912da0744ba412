package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Experts of com.microsoft.MoE, which become com.microsoft.QMoE. */
class RoutedExpertsTest {

  private static final int EXPERTS = 4;
  private static final int TOKENS = 12;
  private static final int WIDTH = 64;

  @TempDir private Path folder;

  private final Map<String, Object> attributes = new TreeMap<>(Map.of("k", 2L));
  private final List<String> inputs = new ArrayList<>(List.of("x", "logits", "up", "", "down"));
  private int inner = WIDTH;
  private int bits = 4;

  private TestModel model(String activation) {
    boolean fused = activation.equals("swiglu");
    if (fused) {
      attributes.putIfAbsent("swiglu_fusion", 1L);
    }
    attributes.put("activation_type", activation);
    int outer = fused ? 2 * inner : inner;
    return TestModel.taking(TOKENS, WIDTH)
        .weight("router", WIDTH, EXPERTS)
        .constant(experts("up", outer, WIDTH))
        .constant(experts("down", WIDTH, inner))
        .constant(bias("b", outer))
        .constant(bias("c", WIDTH))
        .node("MatMul", List.of("x", "router"), "logits")
        .contributed("MoE", inputs, "y", attributes)
        .output("y");
  }

  private void write(String activation) throws IOException {
    model(activation).write(folder.resolve("model.onnx"));
  }

  /** Weights [N,K] that codes of so many bits hold exactly, in groups of 16 or more. */
  private TensorProto experts(String name, int outputFeatures, int inputFeatures) {
    Random random = new Random(name.hashCode());
    int half = 1 << (bits - 1);
    float[] elements = new float[EXPERTS * outputFeatures * inputFeatures];
    for (int i = 0; i < elements.length; i++) {
      int code =
          switch (i % 16) {
            case 0 -> -half;
            case 1 -> half - 1;
            default -> random.nextInt(2 * half) - half;
          };
      elements[i] = (float) code / half;
    }
    return TestModel.tensor(name, DataType.FLOAT, elements, EXPERTS, outputFeatures, inputFeatures);
  }

  private static TensorProto bias(String name, int width) {
    float[] bias = new float[EXPERTS * width];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = i % 7 - 3;
    }
    return TestModel.tensor(name, DataType.FLOAT, bias, EXPERTS, width);
  }

  private Woq quantize(String defaults, String... lines) throws IOException {
    Woq run = quantized(defaults, lines);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("whole model, against the float model");
    return run;
  }

  private Woq quantized(String defaults, String... lines) throws IOException {
    return Woq.runRecipe(
        "quantize", folder, "defaults: {" + defaults + "}", String.join("\n", lines));
  }

  private ModelProto written() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx")));
  }

  private List<String> operators() throws IOException {
    return written().getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private NodeProto layer() throws IOException {
    return written().getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals("QMoE"))
        .findFirst()
        .orElseThrow();
  }

  private void assertSameOutputs() {
    RuntimeOutputs.assertSame(folder.resolve("model.onnx"), folder.resolve("out.onnx"), 1e-5);
  }

  /** The codes hold the weights exactly, so that the written model computes what the other does. */
  @ParameterizedTest
  @CsvSource({"swiglu,1", "swiglu,0", "silu,1", "gelu,0", "relu,1", "identity,0"})
  void qmoeComputesWhatMoeDoes(String activation, long normalized) throws IOException {
    inputs.set(3, "b");
    inputs.add("c");
    attributes.put("normalize_routing_weights", normalized);
    attributes.put("activation_alpha", 1.5f);
    attributes.put("activation_beta", 1f);
    attributes.put("swiglu_limit", 3f);
    attributes.put("swiglu_fusion", 1L);
    write(activation);
    Woq run =
        quantize(
            "bits: 4, group_size: 16, format: {id: matmul-nbits, accuracy_level: 0}",
            "target: any");

    assertThat(run.out()).contains("3 layers", "rtn → qmoe");
    assertThat(layer().getName()).isEqualTo("/y");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .doesNotContain("up", "down");
    assertSameOutputs();
  }

  @ParameterizedTest
  @CsvSource({
    "4,32,asym",
    "4,16,sym",
    "4,-1,sym",
    "3,16,sym",
    "8,16,asym",
    "8,32,sym",
    "8,-1,asym",
    "8,-1,sym",
    "5,16,asym"
  })
  void everyFormIsRight(int width, int groupSize, String scheme) throws IOException {
    bits = width;
    write("swiglu");
    quantize(
        "bits: %d, group_size: %d, scheme: %s".formatted(bits, groupSize, scheme),
        "target: any",
        "rules: [{match: {name: /logits}, skip: true}]");

    assertThat(operators()).containsExactly("MatMul", "Softmax", "QMoE");
    assertSameOutputs();
  }

  @Test
  void besideARestInHalfPrecision() throws IOException {
    inputs.set(3, "b");
    write("swiglu");
    quantize("bits: 8, group_size: 16, scheme: sym", "rest: float16");

    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getDataType)
        .doesNotContain(DataType.FLOAT.number());
    assertThat(layer().getInput(4)).isEqualTo("b");
    assertThat(quantize("bits: 8", "rest: bfloat16").out())
        .contains("QMoE computes no bfloat16 on a CPU");
  }

  /** ONNX Runtime's MoE in float16 returns zeros if it does not normalize (seen in 1.29, 1.30). */
  @Test
  void aLayerThatStaysComputesInFloatBesideARestInHalfPrecision() throws IOException {
    write("swiglu");
    quantize("bits: 8", "rest: float16", "rules: [{match: {op: MoE}, skip: true}]");

    assertThat(operators()).contains("MoE");
    RuntimeOutputs.assertSame(folder.resolve("model.onnx"), folder.resolve("out.onnx"), 0.01);
  }

  @Test
  void aSlowFormIsAWarning() throws IOException {
    write("swiglu");

    assertThat(quantize("bits: 4, group_size: 16").out()).contains("QMoE decodes groups of 4 bits");
    assertThat(quantize("bits: 8, group_size: 16").out()).doesNotContain("QMoE decodes");
  }

  @Test
  void whereTheTargetCannotRunThemTheyStay() throws IOException {
    write("swiglu");

    assertThat(quantize("bits: 4, group_size: 16", "target: cuda").out())
        .contains("the target 'cuda' cannot run it: its QMoE reads experts in an order of its own");
    assertThat(operators()).containsExactly("MatMulNBits", "MoE");
  }

  @Test
  void whereTheFormatCannotStoreOneOfThemBothStay() throws IOException {
    inner = 48;
    write("swiglu");

    assertThat(quantize("bits: 4, group_size: 32", "target: any").out())
        .contains("QMoE cannot divide 48 rows into groups of 32; what would work: a group size of")
        .contains("the node reads another weight that is not quantized alike");
    assertThat(operators()).containsExactly("MatMulNBits", "MoE");
    Woq asked =
        quantized("bits: 4, group_size: 32", "rules: [{match: {op: MoE}, format: qmoe, bits: 4}]");
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.err())
        .contains("qmoe cannot store the weight of /y: QMoE cannot divide 48 rows");
  }

  @Test
  void aWeightOfTwoNodesStaysWithTheOneThatIsSkipped() throws IOException {
    model("relu")
        .constant(experts("other", WIDTH, inner))
        .contributed("MoE", List.of("x", "logits", "up", "", "other"), "z", attributes)
        .output("z")
        .write(folder.resolve("model.onnx"));
    quantize("bits: 4, group_size: 16", "rules: [{match: {weight: other}, skip: true}]");

    assertThat(operators()).containsExactly("MatMulNBits", "MoE", "MoE");
    quantize("bits: 4, group_size: 16");
    assertThat(operators()).contains("QMoE").doesNotContain("MoE");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .filteredOn(name -> name.endsWith("_codes"))
        .containsExactly("router_codes", "up_codes", "down_codes", "other_codes");
  }

  @ParameterizedTest
  @CsvSource({
    "swiglu,2,,QMoE computes swiglu on a CPU with swiglu_fusion 1 only; here it is 2",
    "silu,0,gate,QMoE computes no third weight on a CPU",
    "sine,0,,QMoE has no activation sine"
  })
  void whatProcessorsDoNotComputeIsNamed(
      String activation, long fusion, String third, String reason) throws IOException {
    attributes.put("swiglu_fusion", fusion);
    if (third != null) {
      inputs.addAll(List.of("", third));
    }
    model(activation).constant(experts("gate", inner, WIDTH)).write(folder.resolve("model.onnx"));

    assertThat(Woq.run("inspect", folder.resolve("model.onnx")).out()).contains("no: " + reason);
  }
}
