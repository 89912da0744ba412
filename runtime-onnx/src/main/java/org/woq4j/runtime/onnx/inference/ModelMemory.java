package org.woq4j.runtime.onnx.inference;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.child.ChildRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * Measures what a model takes in a child process that has loaded no other model. Elsewhere a model
 * would use memory that other models have freed, and the process would grow by less.
 */
final class ModelMemory {

  /**
   * Makes the allocator of glibc give large blocks back to the system as soon as they are freed. By
   * default it keeps, more or less by chance, blocks that are needed during loading only.
   */
  private static final Map<String, String> GIVES_BACK =
      Map.of("MALLOC_MMAP_THRESHOLD_", Integer.toString(128 * 1024));

  private ModelMemory() {}

  /** Bytes by which the child grows when it loads a model and runs it once; empty off Linux. */
  static OptionalLong of(FloatModel model, int threads, List<NamedTensor> inputs) {
    try (ChildRuntime child = ChildRuntime.start(GIVES_BACK)) {
      warmUp(child);
      OptionalLong before = ResidentMemory.of(child.processId());
      if (before.isEmpty()) {
        return OptionalLong.empty();
      }
      try (LoadedModel loaded = OnnxInference.load(child::load, model, threads)) {
        loaded.run(inputs);
        OptionalLong after = ResidentMemory.of(child.processId());
        return after.isPresent()
            ? OptionalLong.of(after.getAsLong() - before.getAsLong())
            : OptionalLong.empty();
      }
    }
  }

  /** What the runtime takes once, about 10 MB with its library's code, is not the model's. */
  private static void warmUp(ChildRuntime child) {
    Tensor input =
        new Tensor("x", TensorType.FLOAT, new long[] {1}, ByteBuffer.allocate(Float.BYTES));
    try (ModelRun run =
        child.load(copy().toByteArray(), SessionSettings.at(OptimizationLevel.DEFAULT))) {
      run.run(List.of(input));
    } catch (NotRunnableException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** y = x. */
  private static ModelProto copy() {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("Identity");
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(14))
        .setGraph(
            GraphProto.newBuilder()
                .setName("copy")
                .addNode(node.addInput("x").addOutput("y"))
                .addInput(Declarations.of("x", DataType.FLOAT))
                .addOutput(Declarations.of("y", DataType.FLOAT)))
        .build();
  }
}
