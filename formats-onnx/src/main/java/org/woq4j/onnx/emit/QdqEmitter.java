package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.emit.layout.Answers;
import org.woq4j.onnx.emit.layout.BlockGrid;
import org.woq4j.onnx.emit.layout.CodeType;
import org.woq4j.onnx.emit.layout.MatrixForm;
import org.woq4j.onnx.emit.layout.OperandRows;
import org.woq4j.onnx.emit.layout.PickedRows;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores a weight [K,N] for the standard operators DequantizeLinear and MatMul: in blocks along K,
 * or with one scale per output if a group spans all of K. An embedding is stored as [N,K] in codes
 * of one byte, because Gather takes no others; DequantizeLinear decodes the rows that are picked.
 * In front of the Gather it would decode the whole table at each run. A batch of matrices is
 * [B,K,N], and one from which matrices are picked [B,N,K]. For any other operator a weight is
 * decoded as a whole, as [N,K].
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html">The operator</a>
 */
public final class QdqEmitter implements NodeEmitter {

  private static final OptionSpec<CodeType> TYPE =
      OptionSpec.choice("type", CodeType.class)
          .defaultsTo(CodeType.INT)
          .doc("Signed or unsigned codes; unsigned codes store zero points even for sym.")
          .build();

  /** The greatest power of two that ONNX Runtime's fusion into MatMulNBits supports. */
  private static final int GREATEST_FUSED = 256;

  /** The first version with scales for each row. */
  private static final int AXIS_SINCE = 13;

  private static final String DECODED =
      "decoded at each run: 1.2 to 1.3 times float's time for convolutions, up to 2.2 for one step of an"
          + " LSTM; the session entry session.disable_quant_qdq 1 decodes once, into as much memory as"
          + " the float model takes";

  @Override
  public String id() {
    return "qdq";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(TYPE);
  }

  @Override
  public Set<OperatorKind> kinds() {
    return Set.copyOf(EnumSet.complementOf(EnumSet.of(OperatorKind.EXPERTS)));
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    QuantScheme scheme = StoredCodes.scheme(request, request.activationType());
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return Answers.floatZeroPoint("DequantizeLinear");
    }
    EmissionRequest accepted = request.withScheme(scheme);
    return switch (request.kind()) {
      case MATMUL, BATCHED_MATMUL -> matrix(accepted);
      case GATHER, BATCHED_GATHER -> table(accepted);
      case OPERAND -> operand(accepted);
      case EXPERTS -> EmissionPlan.refuse("MoE reads no codes that qdq writes", "format qmoe");
    };
  }

  private static EmissionPlan matrix(EmissionRequest accepted) {
    QuantScheme scheme = accepted.scheme();
    MatrixForm form = form(accepted);
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme).columnMultiple(form.columnMultiple());
    form.tensors().forEach(plan::tensor);
    addNotes(form, plan);
    Answers.bfloat16Note(accepted.activationType()).ifPresent(plan::note);
    return form.bits() == 2
        ? plan.needs(25, 13).leastRuntime("1.24").build()
        : plan.needs(21, 10).leastRuntime("1.19").build();
  }

  private static EmissionPlan operand(EmissionRequest request) {
    if (lacksZeroPoints(request)) {
      return unsignedWithoutZeroPoints();
    }
    OperandRows rows = operandRows(request);
    EmissionPlan.Builder plan = EmissionPlan.accept(request.scheme());
    rows.tensors().forEach(plan::tensor);
    StoredCodes.note(request.scheme(), rows.bits()).ifPresent(plan::note);
    plan.note(DECODED);
    Answers.bfloat16Note(request.activationType()).ifPresent(plan::note);
    return plan.needs(rows.isPlain() ? AXIS_SINCE : 21, rows.isPlain() ? 0 : 10)
        .leastRuntime("1.19")
        .build();
  }

  private static boolean lacksZeroPoints(EmissionRequest request) {
    return !isSigned(request) && request.scheme().zeroPoint() == ZeroPoint.NONE;
  }

  private static EmissionPlan unsignedWithoutZeroPoints() {
    return EmissionPlan.refuse(
        "DequantizeLinear reads unsigned codes without zero points as if 0 were the least code",
        "type: int, or scheme: asym");
  }

  private static EmissionPlan table(EmissionRequest request) {
    if (lacksZeroPoints(request)) {
      return unsignedWithoutZeroPoints();
    }
    PickedRows rows = rows(request);
    EmissionPlan.Builder plan = EmissionPlan.accept(request.scheme());
    rows.tensors().forEach(plan::tensor);
    rows.notes().forEach(plan::note);
    return plan.needs(21, 10).leastRuntime("1.19").build();
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    if (context.request().kind().isGather()) {
      return ofTable(context);
    }
    if (context.request().kind() == OperatorKind.OPERAND) {
      return List.of(operandRows(context.request()).node(context));
    }
    MatrixForm form = form(context.request());
    List<String> inputs = new ArrayList<>();
    inputs.add(context.tensor(MatrixForm.CODES));
    inputs.add(context.tensor(MatrixForm.SCALES));
    if (form.storesZeroPoints()) {
      inputs.add(context.tensor(MatrixForm.ZERO_POINTS));
    }
    Map<String, Object> attributes =
        form.isPerColumn()
            ? Map.of("axis", 1L)
            : Map.of("axis", form.isBatched() ? 1L : 0L, "block_size", (long) form.grid().rows());
    String weight = context.value("weight");
    return List.of(
        new NodeSpec(NodeSpec.STANDARD, "DequantizeLinear", inputs, List.of(weight), attributes),
        new NodeSpec(
            NodeSpec.STANDARD,
            "MatMul",
            List.of(context.input(), weight),
            List.of(context.output()),
            Map.of()));
  }

  private static List<NodeSpec> ofTable(EmissionContext context) {
    EmissionRequest request = context.request();
    List<NodeSpec> nodes = new ArrayList<>();
    PickedRows.Picked picked = rows(request).pick(context, nodes);
    List<String> inputs = new ArrayList<>(List.of(picked.codes(), picked.scales()));
    picked.zeroPoints().ifPresent(inputs::add);
    long blockSize = request.scheme().groupRows(request.inputFeatures());
    nodes.add(
        new NodeSpec(
            NodeSpec.STANDARD,
            "DequantizeLinear",
            inputs,
            List.of(context.output()),
            Map.of("axis", -1L, "block_size", blockSize)));
    return nodes;
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    if (request.kind().isGather()) {
      rows(request).pack(fromColumn, part, sink);
    } else if (request.kind() == OperatorKind.OPERAND) {
      operandRows(request).pack(fromColumn, part, sink);
    } else {
      form(request).pack(fromColumn, part, sink);
    }
  }

  private static MatrixForm form(EmissionRequest request) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    // When ONNX Runtime (1.26 to 1.29) fuses 2-bit codes, it mixes up rows that are not whole
    // bytes.
    int storedBits = bits == 2 && request.outputFeatures() % 4 != 0 ? 4 : bits;
    int rows = blockRows(scheme.groupRows(request.inputFeatures()), request.groups());
    BlockGrid grid = BlockGrid.of(rows, scheme, request.inputFeatures());
    if (request.kind().isBatched() && !fillBytes(request, grid, storedBits)) {
      storedBits = Byte.SIZE;
    }
    return new MatrixForm(request, request.options().get(TYPE), storedBits, grid);
  }

  /** Whether each matrix of a batch, and its zero points, begin on a byte. */
  private static boolean fillBytes(EmissionRequest request, BlockGrid grid, int bits) {
    long rowBits = (long) request.outputFeatures() * bits;
    return rowBits * request.inputFeatures() % Byte.SIZE == 0
        && rowBits * grid.blocks() % Byte.SIZE == 0;
  }

  /**
   * ONNX Runtime (1.26 to 1.29) also fuses greater powers of two, and then fails or computes wrong
   * results.
   */
  private static int blockRows(int groupRows, int groups) {
    boolean failsFused = Integer.bitCount(groupRows) == 1 && groupRows > GREATEST_FUSED;
    return groups > 1 && failsFused ? GREATEST_FUSED : groupRows;
  }

  private static void addNotes(MatrixForm form, EmissionPlan.Builder plan) {
    QuantScheme scheme = form.request().scheme();
    StoredCodes.note(scheme, form.bits()).ifPresent(plan::note);
    if (!form.isPerColumn()) {
      form.grid().note(scheme).ifPresent(plan::note);
    }
    plan.note(
        "ONNX Runtime may fuse it into MatMulNBits with activations rounded to int8; the session"
            + " entry session.qdq_matmulnbits_accuracy_level 0 keeps their precision");
  }

  private static OperandRows operandRows(EmissionRequest request) {
    return new OperandRows(request, isSigned(request));
  }

  private static PickedRows rows(EmissionRequest request) {
    return new PickedRows(request, isSigned(request));
  }

  private static boolean isSigned(EmissionRequest request) {
    return request.options().get(TYPE) == CodeType.INT;
  }
}
