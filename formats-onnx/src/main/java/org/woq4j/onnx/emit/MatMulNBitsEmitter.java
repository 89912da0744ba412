package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
import org.woq4j.onnx.emit.layout.BlockedRows;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores a weight as ONNX Runtime's {@code com.microsoft.MatMulNBits}: codes of 2, 4 or 8 bits in
 * blocks of 16 to 256 rows, with a bias.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits">
 *     The operator</a>
 */
public final class MatMulNBitsEmitter implements NodeEmitter {

  private static final OptionSpec<Integer> ACCURACY_LEVEL =
      OptionSpec.integer("accuracy_level")
          .atLeast(0)
          .atMost(4)
          .defaultsTo(0)
          .doc(
              "Lowest precision of the product: 1 float32, 2 float16, 3 bfloat16, 4 int8",
              "(faster; activations are rounded too); 0 leaves the choice to ONNX Runtime.")
          .build();

  private static final OptionSpec<Boolean> BIAS_INPUT =
      OptionSpec.bool("bias_input")
          .defaultsTo(true)
          .doc(
              "Whether the operator adds the bias of a Gemm; false: an Add does, for execution",
              "providers whose kernel has no input for it.")
          .build();

  /** The accuracy level at which the activation is rounded to int8. */
  private static final int INT8_LEVEL = 4;

  @Override
  public String id() {
    return "matmul-nbits";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(ACCURACY_LEVEL, BlockedRows.EXPLICIT_ZERO_POINTS, BIAS_INPUT);
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.kind() != OperatorKind.MATMUL) {
      return Answers.notAMatMul("MatMulNBits");
    }
    QuantScheme scheme = StoredCodes.scheme(request, request.activationType());
    int bits = StoredCodes.bits(scheme);
    if (scheme.zeroPoint() == ZeroPoint.FLOAT && bits == 8) {
      return EmissionPlan.refuse(
          "MatMulNBits takes no float zero points with codes of more than 4 bits",
          "integer zero points, or at most 4 bits");
    }
    Optional<BlockGrid> grid = BlockGrid.powersOfTwo(scheme, request.inputFeatures());
    if (grid.isEmpty()) {
      return Answers.groupSize("MatMulNBits", scheme, BlockGrid.HELD);
    }
    return accept(request.withScheme(scheme), grid.get());
  }

  private static EmissionPlan accept(EmissionRequest request, BlockGrid grid) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme);
    if (request.options().get(BIAS_INPUT)) {
      plan.takesBias();
    }
    long blockBytes = blobBytes(grid.rows(), bits);
    List<Long> dims = List.of((long) request.outputFeatures(), (long) grid.blocks(), blockBytes);
    rows(request, grid).tensors(dims).forEach(plan::tensor);
    StoredCodes.note(scheme, bits).ifPresent(plan::note);
    grid.note(scheme).ifPresent(plan::note);
    Answers.bfloat16Note(request.activationType()).ifPresent(plan::note);
    if (request.options().get(ACCURACY_LEVEL) == INT8_LEVEL) {
      plan.activationRounding(ActivationRounding.BLOCK);
    }
    return plan.leastRuntime(leastRuntime(request, bits)).build();
  }

  /** Bytes of one block of B. */
  static int blobBytes(int rows, int bits) {
    return rows * bits / 8;
  }

  /** The first version that gives right results, with a bias too. */
  private static String leastRuntime(EmissionRequest request, int bits) {
    ElementType type = request.activationType();
    boolean floatZeroPoint = request.scheme().zeroPoint() == ZeroPoint.FLOAT;
    if (bits == 2) {
      return type == ElementType.FLOAT16 || floatZeroPoint ? "1.28" : "1.24";
    }
    if (type == ElementType.BFLOAT16) {
      return "1.23";
    }
    // 1.19 loads 4 bits, but returns infinity for float16 at accuracy level 4.
    return bits == 8 ? "1.22" : type == ElementType.FLOAT16 ? "1.20" : "1.19";
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    EmissionRequest request = context.request();
    QuantScheme scheme = request.scheme();
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("K", (long) request.inputFeatures());
    attributes.put("N", (long) request.outputFeatures());
    attributes.put("bits", (long) StoredCodes.bits(scheme));
    attributes.put("block_size", (long) grid(request).rows());
    int accuracyLevel = request.options().get(ACCURACY_LEVEL);
    if (accuracyLevel > 0) {
      attributes.put("accuracy_level", (long) accuracyLevel);
    }
    return List.of(
        new NodeSpec(
            NodeSpec.MICROSOFT,
            "MatMulNBits",
            inputs(context),
            List.of(context.output()),
            attributes));
  }

  private static List<String> inputs(EmissionContext context) {
    List<String> inputs = new ArrayList<>();
    inputs.add(context.input());
    inputs.add(context.tensor(BlockedRows.CODES));
    inputs.add(context.tensor(BlockedRows.SCALES));
    boolean points = rows(context.request(), grid(context.request())).storesZeroPoints();
    if (points || context.bias().isPresent()) {
      inputs.add(points ? context.tensor(BlockedRows.ZERO_POINTS) : "");
    }
    if (context.bias().isPresent()) {
      inputs.add(""); // g_idx
      inputs.add(context.bias().get());
    }
    return inputs;
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows(request, grid(request)).pack(fromColumn, part, sink);
  }

  private static BlockedRows rows(EmissionRequest request, BlockGrid grid) {
    return BlockedRows.padded(
        request, grid, request.options().get(BlockedRows.EXPLICIT_ZERO_POINTS));
  }

  private static BlockGrid grid(EmissionRequest request) {
    return BlockGrid.powersOfTwo(request.scheme(), request.inputFeatures()).orElseThrow();
  }
}
