package org.woq4j.onnx.emit.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A table in codes of one byte [N,K] with scales and zero points [N, groups]. Standard Gather nodes
 * pick the rows of each, and other nodes decode only these.
 *
 * @param request the request, with the scheme that is stored
 * @param signed whether the codes are int8
 */
public record PickedRows(EmissionRequest request, boolean signed) {

  /**
   * The values of the picked rows.
   *
   * @param codes [..., K]
   * @param scales [..., groups]
   * @param zeroPoints [..., groups], if the scheme has them
   */
  public record Picked(String codes, String scales, Optional<String> zeroPoints) {}

  public List<TensorSpec> tensors() {
    return rows().tensors(BlockedRows.dims(request, request.inputFeatures()));
  }

  public void pack(int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows().pack(fromColumn, part, sink);
  }

  /** Adds the nodes that pick rows. */
  public Picked pick(EmissionContext context, List<NodeSpec> nodes) {
    return new Picked(
        gather(BlockedRows.CODES, context, nodes),
        gather(BlockedRows.SCALES, context, nodes),
        request.scheme().zeroPoint() == ZeroPoint.INTEGER
            ? Optional.of(gather(BlockedRows.ZERO_POINTS, context, nodes))
            : Optional.empty());
  }

  private static String gather(String role, EmissionContext context, List<NodeSpec> nodes) {
    String picked = context.value("picked_" + role);
    List<String> inputs = List.of(context.tensor(role), context.input());
    nodes.add(
        new NodeSpec(NodeSpec.STANDARD, "Gather", inputs, List.of(picked), Map.of("axis", 0L)));
    return picked;
  }

  /** Notes for the user on the stored form. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    StoredCodes.note(request.scheme(), Byte.SIZE).ifPresent(notes::add);
    Answers.bfloat16Note(request.activationType()).ifPresent(notes::add);
    return notes;
  }

  private BlockedRows rows() {
    int groupRows = request.scheme().groupRows(request.inputFeatures());
    BlockGrid grid = BlockGrid.of(groupRows, request.scheme(), request.inputFeatures());
    return BlockedRows.bytes(request, grid, signed);
  }
}
