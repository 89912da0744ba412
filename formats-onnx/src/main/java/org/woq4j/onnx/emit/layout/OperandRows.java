package org.woq4j.onnx.emit.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A weight [N,K] that a DequantizeLinear decodes before an operator reads it: codes of 4 bits, or
 * of 8 where rows of 4 bits do not fill whole bytes.
 *
 * @param request the request, with the scheme that is stored
 * @param signed whether codes are signed
 */
public record OperandRows(EmissionRequest request, boolean signed) {

  private static final int NARROW = 4;

  /** Bits of a stored code. */
  public int bits() {
    boolean wholeBytes =
        request.inputFeatures() % 2 == 0
            && (request.scheme().zeroPoint() == ZeroPoint.NONE || grid().blocks() % 2 == 0);
    return request.scheme().bits() <= NARROW && wholeBytes ? NARROW : Byte.SIZE;
  }

  /** Whether each row has one scale. */
  private boolean isPerRow() {
    return grid().blocks() == 1;
  }

  /** Whether the first DequantizeLinear with an axis decodes it. */
  public boolean isPlain() {
    return isPerRow() && bits() == Byte.SIZE && request.scheme().scaleType() == ElementType.FLOAT32;
  }

  public List<TensorSpec> tensors() {
    List<Long> dims = List.of((long) request.outputFeatures(), (long) request.inputFeatures());
    return rows().tensors(dims).stream().map(this::perRow).toList();
  }

  private TensorSpec perRow(TensorSpec spec) {
    return isPerRow() && !spec.role().equals(BlockedRows.CODES)
        ? new TensorSpec(
            spec.role(), spec.type(), List.of((long) request.outputFeatures()), spec.layout())
        : spec;
  }

  public void pack(int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows().pack(fromColumn, part, sink);
  }

  /** The node that decodes it. */
  public NodeSpec node(EmissionContext context) {
    List<String> inputs = new ArrayList<>();
    inputs.add(context.tensor(BlockedRows.CODES));
    inputs.add(context.tensor(BlockedRows.SCALES));
    if (rows().storesZeroPoints()) {
      inputs.add(context.tensor(BlockedRows.ZERO_POINTS));
    }
    Map<String, Object> attributes =
        isPerRow() ? Map.of("axis", 0L) : Map.of("axis", 1L, "block_size", (long) grid().rows());
    return new NodeSpec(
        NodeSpec.STANDARD, "DequantizeLinear", inputs, List.of(context.output()), attributes);
  }

  private BlockedRows rows() {
    return BlockedRows.elements(request, grid(), bits(), signed);
  }

  private BlockGrid grid() {
    int groupRows = request.scheme().groupRows(request.inputFeatures());
    return BlockGrid.of(groupRows, request.scheme(), request.inputFeatures());
  }
}
