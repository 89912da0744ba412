package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.emit.layout.BlockGrid;
import org.woq4j.onnx.emit.layout.BlockedRows;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores experts for ONNX Runtime's {@code com.microsoft.QMoE}: codes of 4 or 8 bits as [B, N, K],
 * with scales [B, N] or, in blocks, [B, N, K / block size].
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.QMoE">
 *     The operator</a>
 */
public final class QMoeEmitter implements NodeEmitter {

  private static final int LEAST_BLOCK = 16;
  private static final int GREATEST_BLOCK = 256;

  @Override
  public String id() {
    return "qmoe";
  }

  @Override
  public Set<OperatorKind> kinds() {
    return Set.of(OperatorKind.EXPERTS);
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    EmissionRequest stored =
        request.withScheme(StoredCodes.scheme(request, request.activationType()));
    return codesObstacle(stored)
        .or(() -> isPerColumn(stored) ? zeroPointsObstacle(stored) : blocksObstacle(stored))
        .orElseGet(() -> accept(stored));
  }

  private static Optional<EmissionPlan> codesObstacle(EmissionRequest request) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    if (request.activationType() == ElementType.BFLOAT16) {
      return refuse("QMoE computes no bfloat16 on a CPU", "a model and a rest in another type");
    }
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return refuse("QMoE takes no float zero points", "integer zero points");
    }
    if (bits == 2) {
      return refuse("QMoE rounds the rows that it multiplies by codes of 2 bits", "3 to 8 bits");
    }
    return (long) request.inputFeatures() * bits % Byte.SIZE == 0
        ? Optional.empty()
        : refuse(
            request.inputFeatures() + " codes of " + bits + " bits do not fill whole bytes",
            "5 to 8 bits");
  }

  private static Optional<EmissionPlan> zeroPointsObstacle(EmissionRequest request) {
    return storesZeroPoints(request) && StoredCodes.bits(request.scheme()) < Byte.SIZE
        ? refuse(
            "QMoE needs 8 bits for zero points of whole columns",
            "scheme: sym, 5 to 8 bits, or groups")
        : Optional.empty();
  }

  /** QMoE takes a single group for no groups at all. */
  private static Optional<EmissionPlan> blocksObstacle(EmissionRequest request) {
    int size = request.scheme().groupSize();
    int rows = request.inputFeatures();
    boolean isBlock = Integer.bitCount(size) == 1 && size >= LEAST_BLOCK && size <= GREATEST_BLOCK;
    if (!isBlock || rows % size != 0 || rows == size) {
      return refuse(
          "QMoE cannot divide %d rows into groups of %d".formatted(rows, size),
          "a group size of 16, 32, 64, 128 or 256 of which both the width of the model and that of"
              + " its experts are multiples and more than one, or -1");
    }
    boolean fillsBytes = rows / size * StoredCodes.bits(request.scheme()) % Byte.SIZE == 0;
    return storesZeroPoints(request) && !fillsBytes
        ? refuse(
            "the zero points of " + rows / size + " groups do not fill whole bytes",
            "scheme: sym, or another group size")
        : Optional.empty();
  }

  private static Optional<EmissionPlan> refuse(String reason, String alternative) {
    return Optional.of(EmissionPlan.refuse(reason, alternative));
  }

  private static EmissionPlan accept(EmissionRequest request) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme);
    List<Long> codes = BlockedRows.dims(request, (long) request.inputFeatures() * bits / Byte.SIZE);
    for (TensorSpec tensor : rows(request).tensors(codes)) {
      boolean isFlat = isPerColumn(request) && !tensor.role().equals(BlockedRows.CODES);
      plan.tensor(isFlat ? withoutBlocks(tensor) : tensor);
    }
    StoredCodes.note(scheme, bits).ifPresent(plan::note);
    return plan.leastRuntime("1.29").build();
  }

  private static TensorSpec withoutBlocks(TensorSpec tensor) {
    List<Long> dims = tensor.dims().subList(0, tensor.dims().size() - 1);
    return new TensorSpec(tensor.role(), tensor.type(), dims, tensor.layout());
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    EmissionRequest request = context.request();
    List<String> inputs = new ArrayList<>();
    inputs.add(context.tensor(BlockedRows.CODES));
    inputs.add(context.tensor(BlockedRows.SCALES));
    if (storesZeroPoints(request)) {
      inputs.add(context.tensor(BlockedRows.ZERO_POINTS));
    }
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("expert_weight_bits", (long) StoredCodes.bits(request.scheme()));
    if (!isPerColumn(request)) {
      attributes.put("block_size", (long) request.scheme().groupSize());
    }
    return List.of(
        new NodeSpec(NodeSpec.MICROSOFT, "QMoE", inputs, List.of(context.output()), attributes));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows(request).pack(fromColumn, part, sink);
  }

  private static boolean isPerColumn(EmissionRequest request) {
    return request.scheme().groupSize() == -1;
  }

  private static boolean storesZeroPoints(EmissionRequest request) {
    return request.scheme().zeroPoint() == ZeroPoint.INTEGER;
  }

  private static BlockedRows rows(EmissionRequest request) {
    int groupRows = request.scheme().groupRows(request.inputFeatures());
    BlockGrid grid = BlockGrid.of(groupRows, request.scheme(), request.inputFeatures());
    return BlockedRows.unpadded(request, grid, false);
  }
}
