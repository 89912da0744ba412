package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.woq4j.onnx.emit.layout.BlockedRows;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores an embedding as ONNX Runtime's {@code com.microsoft.GatherBlockQuantized}: codes of 2, 4
 * or 8 bits in blocks of 16 to 256. Of a batch, it picks matrices [N,K]. If K is a multiple of the
 * block size, the bytes equal those of {@link MatMulNBitsEmitter}.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GatherBlockQuantized">
 *     The operator</a>
 */
public final class GatherBlockQuantizedEmitter implements NodeEmitter {

  @Override
  public String id() {
    return "gather-block-quantized";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(BlockedRows.EXPLICIT_ZERO_POINTS);
  }

  @Override
  public Set<OperatorKind> kinds() {
    return Set.of(OperatorKind.GATHER, OperatorKind.BATCHED_GATHER);
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (!request.kind().isGather()) {
      return EmissionPlan.refuse(
          "GatherBlockQuantized gathers; it cannot multiply", "format matmul-nbits");
    }
    QuantScheme scheme = StoredCodes.scheme(request, request.activationType());
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return EmissionPlan.refuse(
          "GatherBlockQuantized takes no float zero points",
          "integer zero points, or format fake-quant");
    }
    int bits = StoredCodes.bits(scheme);
    if ((long) request.inputFeatures() * bits % 8 != 0) {
      return EmissionPlan.refuse(
          request.inputFeatures() + " codes of " + bits + " bits do not fill whole bytes",
          (request.inputFeatures() % 2 == 0 ? "3" : "5") + " to 8 bits, or format fake-quant");
    }
    Optional<BlockGrid> grid = BlockGrid.powersOfTwo(scheme, request.inputFeatures());
    if (grid.isEmpty()) {
      return Answers.groupSize("GatherBlockQuantized", scheme, BlockGrid.HELD);
    }
    return accept(request.withScheme(scheme), grid.get());
  }

  private static EmissionPlan accept(EmissionRequest request, BlockGrid grid) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme);
    long rowBytes = (long) request.inputFeatures() * bits / 8;
    rows(request, grid).tensors(BlockedRows.dims(request, rowBytes)).forEach(plan::tensor);
    StoredCodes.note(scheme, bits).ifPresent(plan::note);
    grid.note(scheme).ifPresent(plan::note);
    Answers.bfloat16Note(request.activationType()).ifPresent(plan::note);
    return plan.leastRuntime(leastRuntime(scheme, grid)).build();
  }

  /** The first version that gives right results. */
  private static String leastRuntime(QuantScheme scheme, BlockGrid grid) {
    int bits = StoredCodes.bits(scheme);
    // Before 1.28, 4-bit zero points were read as if consecutive rows shared bytes.
    boolean splitBytes = scheme.zeroPoint() == ZeroPoint.INTEGER && grid.blocks() % 2 == 1;
    return bits == 2 || (bits == 4 && splitBytes) ? "1.28" : "1.23";
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    EmissionRequest request = context.request();
    List<String> inputs = new ArrayList<>();
    inputs.add(context.tensor(BlockedRows.CODES));
    inputs.add(context.input());
    inputs.add(context.tensor(BlockedRows.SCALES));
    if (rows(request, grid(request)).storesZeroPoints()) {
      inputs.add(context.tensor(BlockedRows.ZERO_POINTS));
    }
    Map<String, Object> attributes =
        Map.of(
            "bits",
            (long) StoredCodes.bits(request.scheme()),
            "block_size",
            (long) grid(request).rows(),
            "gather_axis",
            0L,
            "quantize_axis",
            request.kind().isBatched() ? 2L : 1L);
    return List.of(
        new NodeSpec(
            NodeSpec.MICROSOFT,
            "GatherBlockQuantized",
            inputs,
            List.of(context.output()),
            attributes));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows(request, grid(request)).pack(fromColumn, part, sink);
  }

  private static BlockedRows rows(EmissionRequest request, BlockGrid grid) {
    return BlockedRows.unpadded(
        request, grid, request.options().get(BlockedRows.EXPLICIT_ZERO_POINTS));
  }

  private static BlockGrid grid(EmissionRequest request) {
    return BlockGrid.powersOfTwo(request.scheme(), request.inputFeatures()).orElseThrow();
  }
}
