package org.woq4j.onnx.raise;

import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;
import static org.woq4j.onnx.SmallModel.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;

/** Every conversion of the table, and forms that need none, compute the same after the raise. */
class RaisedOperatorsTest {

  private static final List<String> REDUCTIONS =
      List.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare");

  /** No kernel for opset 22. */
  private static final String ROI_ALIGN = "RoiAlign, ";

  private final Map<String, ModelProto> cases = new LinkedHashMap<>();

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("raises")
  void computesTheSame(String name, int target, ModelProto model) {
    RaiseAssertions.assertSameOutputs(model, target);
  }

  static Stream<Arguments> raises() {
    Map<String, ModelProto> cases = new RaisedOperatorsTest().cases();
    return Stream.of(21, 25)
        .flatMap(
            target ->
                cases.entrySet().stream()
                    .filter(entry -> target < 22 || !entry.getKey().startsWith(ROI_ALIGN))
                    .map(entry -> Arguments.of(entry.getKey(), target, entry.getValue())));
  }

  private Map<String, ModelProto> cases() {
    reductions();
    shapes();
    softmaxes();
    limits();
    indexing();
    normalization();
    images();
    bodies();
    recurrences();
    unnoticed();
    return cases;
  }

  private void add(String name, SmallModel model, long opset) {
    cases.put(name + " of opset " + opset, model.opset(opset));
  }

  private void reductions() {
    for (String reduction : REDUCTIONS) {
      add(reduction + " over one axis", positive(reduction, integers("axes", 1)), 7);
      AttributeProto dropped = integer("keepdims", 0);
      add(
          reduction + " over a negative axis",
          positive(reduction, integers("axes", -1, 0), dropped),
          11);
      add(reduction + " over all", positive(reduction, dropped), 11);
      add(reduction + " over no axis", positive(reduction, integers("axes"), dropped), 11);
      add(reduction + " with dims kept", positive(reduction, integers("axes", -1)), 12);
    }
    for (String reduction : REDUCTIONS.subList(0, 8)) {
      add(reduction + " over one axis", positive(reduction, integers("axes", 1)), 13);
    }
    add("ArgMax", taking(2, 3, 4).node("ArgMax", integer("axis", 1)), 7);
  }

  private static SmallModel positive(String reduction, AttributeProto... attributes) {
    return taking(2, 3, 4)
        .node("Exp", List.of("x"), List.of("e"))
        .node(reduction, List.of("e"), List.of("y"), attributes);
  }

  private void shapes() {
    add("Squeeze with axes", taking(1, 3, 1).node("Squeeze", integers("axes", -1)), 11);
    add("Squeeze without axes", taking(1, 3, 1).node("Squeeze"), 11);
    add(
        "Unsqueeze with negative axes",
        taking(3, 4).node("Unsqueeze", integers("axes", -1, 0)),
        11);
    add("Unsqueeze", taking(3, 4).node("Unsqueeze", integers("axes", 1, 3)), 7);
    List<String> parts = List.of("a", "b");
    AttributeProto axis = integer("axis", 1);
    add("Split in parts", splitInto(parts, axis, integers("split", 1, 3)), 11);
    add("Split evenly", splitInto(parts, axis), 11);
    add("Split evenly", splitInto(parts, axis), 13);
    SmallModel counted = taking(2, 4).ints("sizes", List.of(2L), 1, 3);
    counted.node("Split", List.of("x", "sizes"), parts, axis).output("a").output("b");
    add("Split in parts", counted, 13);
    SmallModel reshaped = taking(2, 6).ints("shape", List.of(2L), 0, -1);
    add("Reshape", reshaped.node("Reshape", List.of("x", "shape"), List.of("y")), 7);
    add("Flatten", taking(2, 3, 4).node("Flatten", integer("axis", 2)), 7);
    add("Concat", taking(2, 3).node("Concat", List.of("x", "x"), List.of("y"), axis), 7);
    add("Transpose", taking(2, 3).node("Transpose"), 7);
    add("DepthToSpace", taking(1, 8, 2, 2).node("DepthToSpace", integer("blocksize", 2)), 7);
  }

  private static SmallModel splitInto(List<String> parts, AttributeProto... attributes) {
    SmallModel model = taking(2, 4).node("Split", List.of("x"), parts, attributes);
    parts.forEach(model::output);
    return model;
  }

  private void softmaxes() {
    for (String operator : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      add(operator + " on its default axis", taking(2, 3, 4).node(operator), 7);
      for (int axis = -3; axis < 3; axis++) {
        add(
            operator + " on axis " + axis,
            taking(2, 3, 4).node(operator, integer("axis", axis)),
            11);
      }
      SmallModel declared = taking(2, 3, 4).node(operator, integer("axis", 2));
      add(operator + " on the declared last axis", declared.output("y", FLOAT, 2, 3, 4), 12);
      add(operator + " on axis 1", taking(2, 3, 4).node(operator, integer("axis", 1)), 13);
    }
    add("Softmax of nothing", taking(3, 0, 4, 5).node("Softmax", integer("axis", 2)), 11);
  }

  private void limits() {
    add("Clip at both ends", taking(4, 4).node("Clip", real("min", -0.5), real("max", 0.25)), 7);
    add("Clip from below", taking(4, 4).node("Clip", real("min", 0)), 10);
    add("Clip from above", taking(4, 4).node("Clip", real("max", 0.1)), 7);
    add("Clip of everything", taking(4, 4).node("Clip"), 7);
    AttributeProto pads = integers("pads", 1, 0, 2, 1);
    add("Pad with zeros", taking(3, 3).node("Pad", pads), 7);
    add("Pad with a value", taking(3, 3).node("Pad", pads, real("value", 1.5)), 10);
    add("Pad by reflection", taking(3, 3).node("Pad", pads, text("mode", "reflect")), 7);
    add("Pad by less than nothing", taking(3, 3).node("Pad", integers("pads", -1, 0, 0, 1)), 7);
    add("Dropout", taking(3, 3).node("Dropout", real("ratio", 0.3)), 7);
    add("Dropout at its default", taking(3, 3).node("Dropout"), 10);
    List<String> masked = List.of("y", "mask");
    add("Dropout with an unread mask", taking(3, 3).node("Dropout", List.of("x"), masked), 10);
  }

  private void indexing() {
    AttributeProto starts = integers("starts", 0, -2);
    AttributeProto ends = integers("ends", 2, Integer.MAX_VALUE);
    add("Slice", taking(3, 4, 5).node("Slice", starts, ends), 7);
    add("Slice of axes", taking(3, 4, 5).node("Slice", starts, ends, integers("axes", 1, 2)), 9);
    SmallModel top = taking(3, 6).node("TopK", List.of("x"), List.of("y", "i"), integer("k", 2));
    add("TopK", top.output("y").output("i"), 9);
    SmallModel scatter = taking(3, 3).ints("i", List.of(2L, 3L), 1, 0, 2, 0, 2, 1);
    scatter.floats("u", List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
    add("Scatter", scatter.node("Scatter", List.of("x", "i", "u"), List.of("y")), 9);
    SmallModel oneHot = graph().ints("i", List.of(4L), -1, 0, 2, 9).ints("depth", List.of(1L), 3);
    oneHot.floats("values", List.of(2L), 0, 1);
    add("OneHot", oneHot.node("OneHot", List.of("i", "depth", "values"), List.of("y")), 9);
    SmallModel gather = taking(3, 4).ints("i", List.of(2L), 2, 0);
    add("Gather", gather.node("Gather", List.of("x", "i"), List.of("y")), 7);
  }

  private void normalization() {
    add("BatchNormalization", batchNormalization(), 9);
    add("BatchNormalization, spatial", batchNormalization(integer("spatial", 1)), 7);
    add("MeanVarianceNormalization", taking(1, 2, 3, 3).node("MeanVarianceNormalization"), 9);
    add("LRN", taking(1, 4, 3, 3).node("LRN", integer("size", 3)), 7);
    SmallModel grouped = taking(2, 6, 3, 3).floats("s", List.of(3L), 1, 2, 0.5);
    grouped.floats("b", List.of(3L), 0.1, -0.2, 0.3);
    AttributeProto groups = integer("num_groups", 3);
    List<String> parameters = List.of("x", "s", "b");
    add(
        "GroupNormalization",
        grouped.node("GroupNormalization", parameters, List.of("y"), groups),
        18);
    SmallModel layer = taking(2, 8).floats("s", List.of(8L), 1, 2, 3, 4, 5, 6, 7, 8);
    List<String> inputs = List.of("x", "s");
    add(
        "SimplifiedLayerNormalization",
        layer.node("SimplifiedLayerNormalization", inputs, List.of("y")),
        14);
  }

  private static SmallModel batchNormalization(AttributeProto... attributes) {
    List<Long> channels = List.of(2L);
    return taking(1, 2, 3, 3)
        .floats("s", channels, 1.5, 0.5)
        .floats("b", channels, 0.1, 0.2)
        .floats("m", channels, 0.3, -0.3)
        .floats("v", channels, 1.1, 0.9)
        .node("BatchNormalization", List.of("x", "s", "b", "m", "v"), List.of("y"), attributes);
  }

  private void images() {
    AttributeProto kernel = integers("kernel_shape", 3, 3);
    AttributeProto pads = integers("pads", 1, 1, 1, 1);
    AttributeProto strides = integers("strides", 2, 2);
    for (String pool : List.of("MaxPool", "LpPool")) {
      add(pool, taking(1, 2, 7, 7).node(pool, kernel, pads, strides), 7);
      add(pool, taking(1, 2, 7, 7).node(pool, kernel, text("auto_pad", "SAME_UPPER"), strides), 11);
    }
    add("AveragePool", taking(1, 2, 7, 7).node("AveragePool", kernel, pads, strides), 7);
    add("AveragePool", taking(1, 2, 7, 7).node("AveragePool", kernel, pads, strides), 19);
    SmallModel convolution = taking(1, 1, 5, 5).floats("w", List.of(1L, 1L, 2L, 2L), 1, 2, 3, 4);
    add("Conv", convolution.node("Conv", List.of("x", "w"), List.of("y")), 7);
    SmallModel transposed = taking(1, 1, 5, 5).floats("w", List.of(1L, 1L, 2L, 2L), 1, 2, 3, 4);
    add(
        "ConvTranspose",
        transposed.node("ConvTranspose", List.of("x", "w"), List.of("y"), strides),
        7);
    for (String mode : List.of("nearest", "linear", "cubic")) {
      add("Resize, " + mode, resize(text("mode", mode)), 11);
    }
    for (String mode : List.of("nearest", "linear")) {
      add("Resize to more, " + mode, resample("Resize", mode, 1, 1, 1.5, 2.6), 10);
      add("Resize to less, " + mode, resample("Resize", mode, 1, 1, 0.6, 0.5), 10);
      add("Upsample, " + mode, resample("Upsample", mode, 1, 1, 1.5, 2), 9);
      AttributeProto scales = reals("scales", 1, 1, 1.5, 3);
      add("Upsample, " + mode, taking(1, 1, 4, 4).node("Upsample", scales, text("mode", mode)), 7);
    }
    add("Resize to more and less", resample("Resize", "linear", 1, 1, 0.6, 1.5), 10);
    SmallModel sized =
        taking(1, 1, 4, 4).floats("none", List.of(0L)).ints("sizes", List.of(4L), 1, 1, 6, 3);
    List<String> inputs = List.of("x", "none", "none", "sizes");
    add("Resize to a size", sized.node("Resize", inputs, List.of("y"), text("mode", "linear")), 11);
    for (String mode : List.of("bilinear", "bicubic", "nearest")) {
      SmallModel sample = taking(1, 2, 4, 4).input("grid", FLOAT, 1, 3, 3, 2);
      sample.node("GridSample", List.of("x", "grid"), List.of("y"), text("mode", mode));
      add("GridSample, " + mode, sample, 16);
    }
    SmallModel sample = taking(1, 2, 4, 4).input("grid", FLOAT, 1, 3, 3, 2);
    add(
        "GridSample at its default",
        sample.node("GridSample", List.of("x", "grid"), List.of("y")),
        16);
    for (String mode : List.of("avg", "max")) {
      add(ROI_ALIGN + mode, roiAlign(text("mode", mode), integer("sampling_ratio", 1)), 10);
    }
    add("DFT", taking(2, 5, 4, 1).node("DFT", integer("axis", 2)), 17);
    add("DFT at its default", taking(2, 5, 4, 1).node("DFT"), 17);
  }

  private static SmallModel resize(AttributeProto mode) {
    return taking(1, 1, 4, 4)
        .floats("roi", List.of(0L))
        .floats("scales", List.of(4L), 1, 1, 1.5, 2)
        .node("Resize", List.of("x", "roi", "scales"), List.of("y"), mode);
  }

  private static SmallModel resample(String operator, String mode, double... scales) {
    return taking(1, 1, 4, 4)
        .floats("scales", List.of(4L), scales)
        .node(operator, List.of("x", "scales"), List.of("y"), text("mode", mode));
  }

  private static AttributeProto reals(String name, double... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (double value : values) {
      attribute.addFloats((float) value);
    }
    return attribute.build();
  }

  private static SmallModel roiAlign(AttributeProto... attributes) {
    return taking(1, 2, 6, 6)
        .floats("rois", List.of(2L, 4L), 0, 0, 4, 4, 1, 2, 3, 5)
        .ints("batch", List.of(2L), 0, 0)
        .node("RoiAlign", List.of("x", "rois", "batch"), List.of("y"), attributes);
  }

  private void bodies() {
    SmallModel summing = graph().node("ReduceSum", List.of("x"), List.of("t"), integers("axes", 1));
    SmallModel pooling =
        graph().node("ReduceMean", List.of("x"), List.of("f"), integers("axes", 1));
    SmallModel either = taking(2, 3).scalarInput("c", BOOL);
    either.node(
        "If",
        List.of("c"),
        List.of("y"),
        body("then_branch", summing.output("t", FLOAT, 2, 1)),
        body("else_branch", pooling.output("f", FLOAT, 2, 1)));
    add("If", either, 11);

    SmallModel step =
        graph().scalarInput("n", INT64).scalarInput("go", BOOL).input("h", FLOAT, 2, 3);
    step.node("Softmax", List.of("h"), List.of("s"), integer("axis", 0));
    step.node("Clip", List.of("s"), List.of("next"), real("max", 0.3));
    step.node("Identity", List.of("go"), List.of("on"));
    step.output("on", BOOL).output("next", FLOAT, 2, 3);
    SmallModel loop = taking(2, 3).ints("trips", List.of(), 3);
    add("Loop", loop.node("Loop", List.of("trips", "", "x"), List.of("y"), body("body", step)), 9);

    SmallModel scanned = graph().input("row", FLOAT, 3);
    scanned.node("Unsqueeze", List.of("row"), List.of("out"), integers("axes", 0));
    scanned.output("out", FLOAT, 1, 3);
    add("Scan", taking(2, 3).node("Scan", integer("num_scan_inputs", 1), body("body", scanned)), 9);
  }

  private void recurrences() {
    Map<String, Integer> gates = Map.of("RNN", 1, "GRU", 3, "LSTM", 4);
    List.of("RNN", "GRU", "LSTM")
        .forEach(
            operator -> {
              long rows = gates.get(operator) * 2L;
              SmallModel model =
                  taking(3, 1, 4).input("w", FLOAT, 1, rows, 4).input("r", FLOAT, 1, rows, 2);
              AttributeProto hidden = integer("hidden_size", 2);
              add(operator, model.node(operator, List.of("x", "w", "r"), List.of("y"), hidden), 7);
            });
  }

  private void unnoticed() {
    for (String operator :
        List.of(
            "Abs",
            "Ceil",
            "Elu",
            "Exp",
            "Floor",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "HardSigmoid",
            "Identity",
            "LeakyRelu",
            "Neg",
            "Reciprocal",
            "Relu",
            "Selu",
            "Shape",
            "Sigmoid",
            "Size",
            "Softplus",
            "Softsign",
            "Sin",
            "Cos",
            "Tan",
            "Atan",
            "Tanh")) {
      add(operator, taking(1, 2, 3, 4).node(operator), 7);
    }
    for (String operator : List.of("Erf", "IsNaN", "Sign", "NonZero", "Sinh", "Cosh", "Asinh")) {
      add(operator, taking(2, 3, 4).node(operator), 9);
    }
    for (String operator :
        List.of(
            "Add", "Sub", "Mul", "Div", "Max", "Min", "Mean", "Sum", "Pow", "PRelu", "MatMul",
            "Less", "Greater")) {
      SmallModel model = taking(3, 3).node("Exp", List.of("x"), List.of("e"));
      add(operator, model.node(operator, List.of("e", "x"), List.of("y")), 9);
    }
    add("Cast", taking(3, 3).node("Cast", integer("to", INT64)), 9);
    SmallModel gemm =
        taking(3, 3).node("Gemm", List.of("x", "x", "x"), List.of("y"), real("alpha", 0.5));
    add("Gemm", gemm, 7);
    SmallModel rounded = taking(3, 3).floats("s", List.of(), 0.1);
    rounded.node("QuantizeLinear", List.of("x", "s"), List.of("q"));
    add("QuantizeLinear", rounded.node("DequantizeLinear", List.of("q", "s"), List.of("y")), 10);
    add("HardSwish", taking(3, 3).node("HardSwish"), 14);
    add(
        "LayerNormalization",
        taking(3, 4)
            .node("LayerNormalization", List.of("x", "x"), List.of("y"), integer("axis", 0)),
        17);
  }
}
