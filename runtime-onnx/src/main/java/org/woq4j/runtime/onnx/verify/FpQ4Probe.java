package org.woq4j.runtime.onnx.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/** Tries whether this machine runs MatMulFpQ4, which needs AVX-512. */
final class FpQ4Probe {

  private static final int K = 32;
  private static final int BLOB_BYTES = Float.BYTES + K / 2;

  private FpQ4Probe() {}

  static boolean runsHere(OnnxRuntime runtime) {
    ByteBuffer x = ByteBuffer.allocateDirect(K * Float.BYTES).order(ByteOrder.nativeOrder());
    Tensor input = new Tensor("x", TensorType.FLOAT, new long[] {1, K}, x);
    try (ModelRun run =
        runtime.load(model().toByteArray(), SessionSettings.at(OptimizationLevel.DISABLED))) {
      return run.run(List.of(input)).size() == 1;
    } catch (NotRunnableException e) {
      return false;
    }
  }

  /** y = x · 0, x [1,32]. */
  private static ModelProto model() {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("MatMulFpQ4")
            .setDomain("com.microsoft")
            .addAllInput(List.of("x", "blob", "shape"))
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("blk_quant_type")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("probe")
            .addNode(node)
            .addInitializer(
                SmallTensors.of(
                    "blob",
                    DataType.UINT8,
                    List.of((long) BLOB_BYTES),
                    ByteBuffer.allocate(BLOB_BYTES)))
            .addInitializer(SmallTensors.integers("shape", List.of((long) K, 1L)))
            .addInput(Declarations.of("x", DataType.FLOAT))
            .addOutput(Declarations.of("y", DataType.FLOAT));
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(14))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .setGraph(graph)
        .build();
  }
}
