package org.woq4j.tck.emit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A small emitter of all kinds that keeps the contract. Codes of each matrix are [N,K], a byte
 * each, or [ceil(N/2), K] where two columns fit into a byte; scales and zero points are [N,
 * groups]. The matrices of a batch lie one behind the other.
 */
public class ByteEmitter implements NodeEmitter {

  @Override
  public String id() {
    return "bytes";
  }

  @Override
  public Set<OperatorKind> kinds() {
    return EnumSet.complementOf(EnumSet.of(OperatorKind.EXPERTS)); // its weight has a node
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.activationType() != ElementType.FLOAT32) {
      return EmissionPlan.refuse("it takes float32 activations only", "use a float32 model");
    }
    if (request.scheme().zeroPoint() == ZeroPoint.FLOAT) {
      return EmissionPlan.refuse("it stores no float zero points", "ask for integers");
    }
    return accept(request).build();
  }

  EmissionPlan.Builder accept(EmissionRequest request) {
    int columns = request.columns();
    int perByte = columnsPerByte(request);
    EmissionPlan.Builder plan =
        EmissionPlan.accept(request.scheme())
            .tensor(
                tensor(
                    "codes",
                    ElementType.UINT8,
                    request.matrices() * lines(request),
                    request.inputFeatures(),
                    "columns by " + perByte))
            .tensor(tensor("scales", ElementType.FLOAT32, columns, request.groups(), "columns"))
            .leastRuntime("1.20")
            .columnMultiple(perByte);
    if (request.kind().isProduct()) {
      plan.takesBias();
    }
    return request.scheme().zeroPoint() == ZeroPoint.NONE
        ? plan
        : plan.tensor(
            tensor("zero_points", ElementType.UINT8, columns, request.groups(), "columns"));
  }

  private static TensorSpec tensor(
      String role, ElementType type, int rows, int columns, String layout) {
    return new TensorSpec(role, type, List.of((long) rows, (long) columns), layout);
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    List<String> stored =
        new ArrayList<>(List.of(context.tensor("codes"), context.tensor("scales")));
    if (context.request().scheme().zeroPoint() == ZeroPoint.INTEGER) {
      stored.add(context.tensor("zero_points"));
    }
    String weight = context.value("weight");
    return List.of(
        new NodeSpec(
            "test",
            "Unpack",
            stored,
            List.of(weight),
            Map.of("bits", (long) context.request().scheme().bits())),
        new NodeSpec(
            "test",
            "Apply",
            List.of(context.input(), weight, context.bias().orElse("")),
            List.of(context.output()),
            Map.of("kind", context.request().kind().name(), "dims", List.of(1L, 2L))));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    byte[] codes = codes(part, columnsPerByte(request));
    int matrix = fromColumn / request.outputFeatures();
    int firstLine =
        matrix * lines(request) + fromColumn % request.outputFeatures() / columnsPerByte(request);
    sink.write("codes", (long) firstLine * part.inputFeatures(), codes, 0, codes.length);
    ByteBuffer scales =
        ByteBuffer.allocate(part.scales().length * 4).order(ByteOrder.LITTLE_ENDIAN);
    byte[] points = new byte[part.scales().length];
    for (int column = 0; column < part.outputFeatures(); column++) {
      for (int group = 0; group < part.groups(); group++) {
        scales.putFloat(part.scales()[group * part.outputFeatures() + column]);
        points[column * part.groups() + group] = (byte) (int) part.zeroPoint(group, column);
      }
    }
    long firstScale = (long) fromColumn * part.groups();
    sink.write("scales", firstScale * 4, scales.array(), 0, scales.capacity());
    if (part.integerZeroPoints().isPresent()) {
      sink.write("zero_points", firstScale, points, 0, points.length);
    }
  }

  /** Of codes, for each matrix. */
  private static int lines(EmissionRequest request) {
    int perByte = columnsPerByte(request);
    return (request.outputFeatures() + perByte - 1) / perByte;
  }

  private static int columnsPerByte(EmissionRequest request) {
    return request.scheme().bits() <= 4 ? 2 : 1;
  }

  private static byte[] codes(QuantizedWeight part, int perByte) {
    int rows = part.inputFeatures();
    int columns = part.outputFeatures();
    byte[] packed = new byte[(columns + perByte - 1) / perByte * rows];
    for (int i = 0; i < part.codes().length; i++) {
      int column = i % columns;
      int shift = column % perByte * 4;
      packed[column / perByte * rows + i / columns] |= (byte) (part.codes()[i] << shift);
    }
    return packed;
  }
}
