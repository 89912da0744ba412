package org.woq4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * A float model and the model that the RTN of the reference made from it.
 *
 * @param number of the pair
 * @param before the float model
 * @param after the quantized model
 * @param parameters of the reference's call
 */
record ReferencePair(
    int number, ModelProto before, ModelProto after, Map<String, String> parameters) {

  static Stream<ReferencePair> all() {
    return IntStream.rangeClosed(1, 42).mapToObj(ReferencePair::read);
  }

  private static ReferencePair read(int number) {
    ModelProto after = model("rtn_%02d_seed.onnx".formatted(number));
    Map<String, String> parameters = new TreeMap<>();
    after.getMetadataPropsList().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    return new ReferencePair(
        number, model("rtn_%02d_in.onnx".formatted(number)), after, parameters);
  }

  private static ModelProto model(String file) {
    try (InputStream bytes = ReferencePair.class.getResourceAsStream("/golden/" + file)) {
      return ModelProto.parseFrom(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return number + " " + parameters.values();
  }

  /** FLOAT32 or FLOAT16. */
  ElementType type() {
    return parameters.get("dtype").equals("f2") ? ElementType.FLOAT16 : ElementType.FLOAT32;
  }

  int bits() {
    return Integer.parseInt(parameters.get("bits"));
  }

  /** Rows that share a scale; -1 for all. */
  int groupSize() {
    return Integer.parseInt(parameters.get("group_size"));
  }

  boolean isSymmetric() {
    return parameters.get("scheme").equals("sym");
  }

  /** Whether the reference subtracts in float16, where it finds other ranges than we do. */
  boolean isAsymmetricFloat16() {
    return type() == ElementType.FLOAT16 && !isSymmetric();
  }

  /** The rule for each float weight. */
  List<RoundingRule> rules() {
    return before.getGraph().getInitializerList().stream()
        .map(tensor -> new RoundingRule(this, FloatTensor.of(tensor)))
        .toList();
  }

  /** The format of ours that the reference's choice is. */
  String format() {
    if (bits() != 4) {
      return "fake-quant";
    }
    return parameters.get("seed_ort").equals("1.16.0") ? "matmul-fpq4" : "matmul-nbits";
  }

  /** The float model as our format takes it: MatMulFpQ4 takes only float32 activations. */
  ModelProto input() {
    if (type() == ElementType.FLOAT32 || !format().equals("matmul-fpq4")) {
      return before;
    }
    ModelProto.Builder model = before.toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      FloatTensor tensor = FloatTensor.of(graph.getInitializer(i));
      graph.setInitializer(
          i,
          TestModel.tensor(
              tensor.name(), DataType.FLOAT, tensor.elements(), tensor.rows(), tensor.columns()));
    }
    graph.getInputBuilderList().forEach(ReferencePair::declareFloat);
    graph.getOutputBuilderList().forEach(ReferencePair::declareFloat);
    return model.build();
  }

  private static void declareFloat(ValueInfoProto.Builder value) {
    value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.number());
  }
}
