package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.emit.layout.PickedRows;
import org.woq4j.onnx.emit.layout.StoredCodes;
import org.woq4j.onnx.tensor.DataType;

/**
 * Stores an embedding in codes of one byte with a scale for each row of the table, for standard
 * operators that every version of ONNX Runtime runs: Gather picks a row's codes and its scale, Cast
 * and Mul decode them. Codes are int8 if the scheme has no zero points; otherwise they are uint8,
 * and Sub subtracts the row's zero point.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__Gather.html">The operator</a>
 */
public final class GatherInt8Emitter implements NodeEmitter {

  /** The first version in which Mul and Sub broadcast without an attribute. */
  private static final int BROADCASTS_SINCE = 7;

  /** The first version in which these operators take bfloat16. */
  private static final int BFLOAT16_SINCE = 13;

  @Override
  public String id() {
    return "gather-int8";
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.kind() != OperatorKind.GATHER) {
      return EmissionPlan.refuse("Gather cannot multiply", "format matmul-nbits");
    }
    QuantScheme scheme = StoredCodes.scheme(request, request.activationType());
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return EmissionPlan.refuse(
          "gather-int8 takes no float zero points", "integer zero points, or format fake-quant");
    }
    if (request.groups() > 1) {
      return EmissionPlan.refuse(
          "gather-int8 stores one scale per row of the table, not one for each %d elements"
              .formatted(scheme.groupSize()),
          "group_size: -1, or format gather-block-quantized");
    }
    PickedRows rows = rows(request.withScheme(scheme));
    EmissionPlan.Builder plan = EmissionPlan.accept(scheme);
    rows.tensors().forEach(plan::tensor);
    rows.notes().forEach(plan::note);
    boolean bfloat16 = request.activationType() == ElementType.BFLOAT16;
    return plan.needs(bfloat16 ? BFLOAT16_SINCE : BROADCASTS_SINCE, 0).build();
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    List<NodeSpec> nodes = new ArrayList<>();
    PickedRows.Picked picked = rows(context.request()).pick(context, nodes);
    String codes = cast(picked.codes(), "codes", context, nodes);
    if (picked.zeroPoints().isPresent()) {
      String zeroPoints = cast(picked.zeroPoints().get(), "zero_points", context, nodes);
      codes = add("Sub", List.of(codes, zeroPoints), context.value("difference"), nodes);
    }
    add("Mul", List.of(codes, picked.scales()), context.output(), nodes);
    return nodes;
  }

  private static String cast(
      String codes, String role, EmissionContext context, List<NodeSpec> nodes) {
    String result = context.value("float_" + role);
    Map<String, Object> to =
        Map.of("to", (long) DataType.of(context.request().activationType()).number());
    nodes.add(new NodeSpec(NodeSpec.STANDARD, "Cast", List.of(codes), List.of(result), to));
    return result;
  }

  private static String add(
      String operator, List<String> inputs, String result, List<NodeSpec> nodes) {
    nodes.add(new NodeSpec(NodeSpec.STANDARD, operator, inputs, List.of(result), Map.of()));
    return result;
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    rows(request).pack(fromColumn, part, sink);
  }

  private static PickedRows rows(EmissionRequest request) {
    return new PickedRows(request, request.scheme().zeroPoint() == ZeroPoint.NONE);
  }
}
