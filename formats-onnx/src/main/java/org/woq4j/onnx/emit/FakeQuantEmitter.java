package org.woq4j.onnx.emit;

import java.util.List;
import java.util.Map;
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
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.group.Dequantizer;
import org.woq4j.kernels.packing.FloatPacking;
import org.woq4j.onnx.emit.layout.MatrixColumns;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores the dequantized weight as floats of the activation's type, read by a MatMul or Gather as
 * before. It measures the cost of quantization and supports bits and group sizes that no other
 * operator does.
 */
public final class FakeQuantEmitter implements NodeEmitter {

  private static final String WEIGHT = "weight";
  private static final int TILE = 64;

  @Override
  public String id() {
    return "fake-quant";
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.kind() != OperatorKind.MATMUL && request.kind() != OperatorKind.GATHER) {
      return EmissionPlan.refuse("fake-quant writes products and embeddings", "format qdq");
    }
    QuantScheme scheme = StoredCodes.scheme(request, request.activationType());
    long rows = request.inputFeatures();
    long columns = request.outputFeatures();
    boolean gather = request.kind() == OperatorKind.GATHER;
    List<Long> dims = gather ? List.of(columns, rows) : List.of(rows, columns);
    String layout = gather ? "[N,K]" : "[K,N]";
    return EmissionPlan.accept(scheme)
        .tensor(new TensorSpec(WEIGHT, request.activationType(), dims, layout))
        .note("stored as floats: the model does not become smaller")
        .build();
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    String weight = context.tensor(WEIGHT);
    List<String> output = List.of(context.output());
    if (context.request().kind() == OperatorKind.GATHER) {
      List<String> inputs = List.of(weight, context.input());
      return List.of(new NodeSpec(NodeSpec.STANDARD, "Gather", inputs, output, Map.of("axis", 0L)));
    }
    List<String> inputs = List.of(context.input(), weight);
    return List.of(new NodeSpec(NodeSpec.STANDARD, "MatMul", inputs, output, Map.of()));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    float[] values = Dequantizer.all(part);
    if (request.kind() == OperatorKind.GATHER) {
      writeColumns(request.activationType(), fromColumn, part, values, sink);
    } else {
      writeRows(request, fromColumn, part, values, sink);
    }
  }

  private static void writeRows(
      EmissionRequest request,
      int fromColumn,
      QuantizedWeight part,
      float[] values,
      TensorSink sink) {
    int columns = part.outputFeatures();
    MatrixColumns slice = new MatrixColumns(fromColumn, columns, request.outputFeatures());
    for (int row = 0; row < part.inputFeatures(); row++) {
      slice.writeRow(WEIGHT, request.activationType(), values, row * columns, row, sink);
    }
  }

  private static void writeColumns(
      ElementType type, int fromColumn, QuantizedWeight part, float[] values, TensorSink sink) {
    int rows = part.inputFeatures();
    int columns = part.outputFeatures();
    byte[] tile = new byte[Math.toIntExact(type.bytes((long) TILE * rows))];
    for (int from = 0; from < columns; from += TILE) {
      int count = Math.min(TILE, columns - from);
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < count; j++) {
          FloatPacking.put(type, values[row * columns + from + j], tile, j * rows + row);
        }
      }
      long offset = type.bytes((fromColumn + (long) from) * rows);
      sink.write(WEIGHT, offset, tile, 0, (int) type.bytes((long) count * rows));
    }
  }
}
