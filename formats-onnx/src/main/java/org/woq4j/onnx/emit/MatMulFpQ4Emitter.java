package org.woq4j.onnx.emit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.emit.layout.Answers;
import org.woq4j.onnx.emit.layout.FpQ4Blob;
import org.woq4j.onnx.emit.layout.StoredCodes;

/**
 * Stores a weight as ONNX Runtime's {@code com.microsoft.MatMulFpQ4}: 4-bit codes in blocks of 32
 * rows, interleaved with scales and zero points. ONNX Runtime runs it only on CPUs with AVX-512.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulFpQ4">
 *     The operator</a>
 */
public final class MatMulFpQ4Emitter implements NodeEmitter {

  private static final String BLOB = "blob";
  private static final String SHAPE = "shape";

  @Override
  public String id() {
    return "matmul-fpq4";
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.kind() != OperatorKind.MATMUL) {
      return Answers.notAMatMul("MatMulFpQ4");
    }
    if (request.activationType() != ElementType.FLOAT32) {
      return EmissionPlan.refuse(
          "MatMulFpQ4 takes float32 activations only", "format matmul-nbits");
    }
    QuantScheme scheme = StoredCodes.scheme(request, ElementType.FLOAT32);
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      return Answers.floatZeroPoint("MatMulFpQ4");
    }
    if (scheme.bits() > FpQ4Blob.BITS) {
      return EmissionPlan.refuse(
          "MatMulFpQ4 holds 4-bit codes", "at most 4 bits, or format matmul-nbits");
    }
    if (scheme.groupSize() % FpQ4Blob.ROWS != 0 && scheme.groups(request.inputFeatures()) > 1) {
      return Answers.groupSize(
          "MatMulFpQ4", scheme, "a group size that is a multiple of 32, or -1");
    }
    return accept(request.withScheme(scheme));
  }

  private static EmissionPlan accept(EmissionRequest request) {
    QuantScheme scheme = request.scheme();
    FpQ4Blob blob = FpQ4Blob.of(request);
    List<Long> bytes = List.of(blob.columnBytes() * request.outputFeatures());
    EmissionPlan.Builder plan =
        EmissionPlan.accept(scheme)
            .tensor(new TensorSpec(BLOB, ElementType.UINT8, bytes, "fpq4"))
            .tensor(new TensorSpec(SHAPE, ElementType.INT64, List.of(2L), "fpq4"))
            .leastRuntime("1.16");
    StoredCodes.note(scheme, FpQ4Blob.BITS).ifPresent(plan::note);
    blob.grid().note(scheme).ifPresent(plan::note);
    return plan.note("MatMulFpQ4 runs only on CPUs with AVX-512").build();
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    boolean asymmetric = context.request().scheme().zeroPoint() == ZeroPoint.INTEGER;
    return List.of(
        new NodeSpec(
            NodeSpec.MICROSOFT,
            "MatMulFpQ4",
            List.of(context.input(), context.tensor(BLOB), context.tensor(SHAPE)),
            List.of(context.output()),
            Map.of("blk_quant_type", asymmetric ? 1L : 0L)));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    FpQ4Blob blob = FpQ4Blob.of(request);
    int length = (int) blob.columnBytes();
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < part.outputFeatures(); column++) {
      blob.pack(part, column, bytes.clear());
      sink.write(BLOB, (fromColumn + (long) column) * length, bytes.array(), 0, length);
    }
    if (fromColumn == 0) {
      ByteBuffer shape = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      shape.putLong(request.inputFeatures()).putLong(request.outputFeatures());
      sink.write(SHAPE, 0, shape.array(), 0, shape.capacity());
    }
  }
}
