package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.emit.layout.Answers;
import org.woq4j.onnx.emit.layout.BlockGrid;
import org.woq4j.onnx.emit.layout.CodeType;
import org.woq4j.onnx.emit.layout.MatrixForm;
import org.woq4j.onnx.emit.layout.StoredCodes;
import org.woq4j.onnx.tensor.DataType;

/**
 * Stores a weight [K,N] as 8-bit integers with one scale per output. While the model runs,
 * DynamicQuantizeLinear rounds the activation to uint8, and MatMulInteger multiplies integers. ONNX
 * Runtime fuses the nodes into {@code DynamicQuantizeMatMul} or {@code MatMulIntegerToFloat}.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html">
 *     DynamicQuantizeLinear</a>
 * @see <a href="https://onnx.ai/onnx/operators/onnx__MatMulInteger.html">MatMulInteger</a>
 */
public final class DynamicInt8Emitter implements NodeEmitter {

  private static final OptionSpec<IntegerType> WEIGHTS =
      OptionSpec.choice("weights", IntegerType.class)
          .defaultsTo(IntegerType.AUTO)
          .doc(
              "The type of the codes: uint8 is right on every CPU, int8 is faster on most; auto is",
              "uint8.")
          .build();

  private static final OptionSpec<Integer> INT8_BITS =
      OptionSpec.integer("int8_bits")
          .atLeast(7)
          .atMost(8)
          .defaultsTo(7)
          .doc(
              "Most bits of an int8 code: with 7, products are right on every CPU; with 8, they",
              "saturate on x86 CPUs without VNNI.")
          .build();

  private static final int STORED_BITS = 8;

  @Override
  public String id() {
    return "dynamic-int8";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(WEIGHTS, INT8_BITS);
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.kind() != OperatorKind.MATMUL) {
      return Answers.notAMatMul("MatMulInteger");
    }
    if (request.activationType() != ElementType.FLOAT32) {
      return EmissionPlan.refuse(
          "DynamicQuantizeLinear reads float32 activations, no half precision",
          "a model and a rest in float32, or format matmul-nbits");
    }
    QuantScheme scheme = scheme(request);
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return Answers.floatZeroPoint("MatMulInteger");
    }
    if (scheme.groups(request.inputFeatures()) > 1) {
      return Answers.groupSize("MatMulInteger", scheme, "group size -1: one scale per output");
    }
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme);
    form(request.withScheme(scheme)).tensors().forEach(plan::tensor);
    StoredCodes.note(scheme, STORED_BITS).ifPresent(plan::note);
    plan.note("activations are rounded to uint8 while the model runs");
    return plan.activationRounding(ActivationRounding.TENSOR)
        .needs(11, 0)
        .leastRuntime("1.19")
        .build();
  }

  private static QuantScheme scheme(EmissionRequest request) {
    QuantScheme scheme = StoredCodes.scheme(request, ElementType.FLOAT32);
    int most = type(request) == CodeType.INT ? request.options().get(INT8_BITS) : STORED_BITS;
    return new QuantScheme(
        Math.min(scheme.bits(), most),
        scheme.groupSize(),
        scheme.symmetry(),
        scheme.zeroPoint(),
        scheme.scaleType());
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    String codes = context.value("codes");
    String scale = context.value("scale");
    String zeroPoint = context.value("zero_point");
    List<String> integers =
        new ArrayList<>(List.of(codes, context.tensor(MatrixForm.CODES), zeroPoint));
    if (form(context.request()).storesZeroPoints()) {
      integers.add(context.tensor(MatrixForm.ZERO_POINTS));
    }
    String product = context.value("integers");
    String floats = context.value("floats");
    String scales = context.value("scales");
    return List.of(
        node(
            "DynamicQuantizeLinear",
            List.of(context.input()),
            List.of(codes, scale, zeroPoint),
            Map.of()),
        node("MatMulInteger", integers, List.of(product), Map.of()),
        node(
            "Cast",
            List.of(product),
            List.of(floats),
            Map.of("to", (long) DataType.FLOAT.number())),
        node("Mul", List.of(scale, context.tensor(MatrixForm.SCALES)), List.of(scales), Map.of()),
        node("Mul", List.of(floats, scales), List.of(context.output()), Map.of()));
  }

  private static NodeSpec node(
      String operator, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
    return new NodeSpec(NodeSpec.STANDARD, operator, inputs, outputs, attributes);
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    form(request).pack(fromColumn, part, sink);
  }

  private static MatrixForm form(EmissionRequest request) {
    int rows = request.inputFeatures();
    BlockGrid grid = BlockGrid.of(rows, request.scheme(), rows);
    return new MatrixForm(request, type(request), STORED_BITS, grid);
  }

  private static CodeType type(EmissionRequest request) {
    return request.options().get(WEIGHTS) == IntegerType.INT8 ? CodeType.INT : CodeType.UINT;
  }
}
