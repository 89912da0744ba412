package org.woq4j.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.WeightReader;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * Activations for a single node. Those that a weight is multiplied with are 1 and -1 at random: in
 * the mean over many rows, the error of the output is then that of the weight, and no operator that
 * rounds its activations adds to it.
 */
final class PieceInputs {

  private static final long SEED = 0x706965636573L;
  private static final int ROWS = 32;

  private final NodeProto node;
  private final ConstantWeight weight;
  private final WeightReader reader;
  private final DataType indexType;
  private final SplittableRandom random = new SplittableRandom(SEED);

  /**
   * Activations for a node of the float model.
   *
   * @param indexType of the indices, if it gathers
   */
  PieceInputs(NodeProto node, ConstantWeight weight, WeightReader reader, DataType indexType) {
    this.node = node;
    this.weight = weight;
    this.reader = reader;
    this.indexType = indexType;
  }

  /** A declaration of a value without a shape. */
  ValueInfoProto declare(String name) {
    return declare(name, isIndex(name) ? indexType : DataType.of(reader.activationType()));
  }

  /** The declaration of the node's output. */
  ValueInfoProto declareOutput() {
    return declare(node.getOutput(0), DataType.of(reader.activationType()));
  }

  private static ValueInfoProto declare(String name, DataType type) {
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.number()).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  List<InputTensor> tensors(Iterable<String> activations) {
    List<InputTensor> tensors = new ArrayList<>();
    for (String name : activations) {
      tensors.add(isIndex(name) ? indices(name) : signs(name, shape(name)));
    }
    return tensors;
  }

  private boolean isIndex(String name) {
    return reader.kind() == OperatorKind.GATHER && name.equals(node.getInput(1));
  }

  private long[] shape(String name) {
    if (!name.equals(node.getInput(0))) {
      return new long[] {1};
    }
    long features = weight.inputFeatures();
    if (!node.getOpType().equals("Gemm")) {
      return new long[] {1, ROWS, features};
    }
    boolean transposed =
        node.getAttributeList().stream()
            .anyMatch(each -> each.getName().equals("transA") && each.getI() != 0);
    return transposed ? new long[] {features, ROWS} : new long[] {ROWS, features};
  }

  private InputTensor indices(String name) {
    boolean wide = indexType != DataType.INT32;
    ByteBuffer data = buffer(ROWS * (wide ? Long.BYTES : Integer.BYTES));
    while (data.hasRemaining()) {
      int index = random.nextInt(weight.outputFeatures());
      if (wide) {
        data.putLong(index);
      } else {
        data.putInt(index);
      }
    }
    OnnxJavaType type = wide ? OnnxJavaType.INT64 : OnnxJavaType.INT32;
    return new InputTensor(name, type, new long[] {ROWS}, data.flip());
  }

  private InputTensor signs(String name, long[] shape) {
    int elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, Math.toIntExact(size));
    }
    boolean half = reader.activationType() == ElementType.FLOAT16;
    ByteBuffer data = buffer(Math.multiplyExact(elements, half ? Short.BYTES : Float.BYTES));
    while (data.hasRemaining()) {
      float sign = random.nextBoolean() ? 1 : -1;
      if (half) {
        data.putShort(Float16.fromFloat(sign));
      } else {
        data.putFloat(sign);
      }
    }
    OnnxJavaType type = half ? OnnxJavaType.FLOAT16 : OnnxJavaType.FLOAT;
    return new InputTensor(name, type, shape, data.flip());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
