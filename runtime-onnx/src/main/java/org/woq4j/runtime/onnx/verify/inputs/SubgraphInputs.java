package org.woq4j.runtime.onnx.verify.inputs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.WeightReader;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * Activations for a single node. Those that are multiplied with a weight are randomly 1 and -1:
 * averaged over many rows, the error of the output then equals that of the weight, and operators
 * that round their activations add nothing to it. Activations that are divided by a scale first are
 * 1 and -1 times that scale.
 */
public final class SubgraphInputs {

  private static final long SEED = 0x706965636573L;
  private static final int ROWS = 32;

  private final NodeProto node;
  private final ConstantWeight weight;
  private final WeightReader reader;
  private final DataType indexType;
  private final Optional<float[]> scale;

  /**
   * Activations for a node of the float model.
   *
   * @param indexType of the indices, for a Gather
   * @param scale [K], the divisor of the activation; empty if it is not divided
   */
  public SubgraphInputs(
      NodeProto node,
      ConstantWeight weight,
      WeightReader reader,
      DataType indexType,
      Optional<float[]> scale) {
    this.node = node;
    this.weight = weight;
    this.reader = reader;
    this.indexType = indexType;
    this.scale = scale;
  }

  /** A declaration of a value without a shape. */
  public ValueInfoProto declare(String name) {
    return declare(name, isIndex(name) ? indexType : DataType.of(reader.activationType()));
  }

  /** The declaration of the node's output. */
  public ValueInfoProto declareOutput() {
    return declare(node.getOutput(0), DataType.of(reader.activationType()));
  }

  private static ValueInfoProto declare(String name, DataType type) {
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.number()).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** A tensor for each activation; the same at each call. */
  public List<Tensor> tensors(Iterable<String> activations) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Tensor> tensors = new ArrayList<>();
    for (String name : activations) {
      tensors.add(isIndex(name) ? indices(name, random) : signs(name, shape(name), random));
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
    return isTransposed() ? new long[] {features, ROWS} : new long[] {ROWS, features};
  }

  private boolean isTransposed() {
    return node.getAttributeList().stream()
        .anyMatch(each -> each.getName().equals("transA") && each.getI() != 0);
  }

  /** The absolute value of an element of the activation. */
  private float magnitude(String name, int index) {
    if (scale.isEmpty() || !name.equals(node.getInput(0))) {
      return 1;
    }
    return scale.get()[isTransposed() ? index / ROWS : index % weight.inputFeatures()];
  }

  private Tensor indices(String name, SplittableRandom random) {
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
    TensorType type = wide ? TensorType.INT64 : TensorType.INT32;
    return new Tensor(name, type, new long[] {ROWS}, data.flip());
  }

  private Tensor signs(String name, long[] shape, SplittableRandom random) {
    int elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, Math.toIntExact(size));
    }
    boolean half = reader.activationType() == ElementType.FLOAT16;
    ByteBuffer data = buffer(Math.multiplyExact(elements, half ? Short.BYTES : Float.BYTES));
    for (int i = 0; i < elements; i++) {
      float value = random.nextBoolean() ? magnitude(name, i) : -magnitude(name, i);
      if (half) {
        data.putShort(Float16.fromFloat(value));
      } else {
        data.putFloat(value);
      }
    }
    TensorType type = half ? TensorType.FLOAT16 : TensorType.FLOAT;
    return new Tensor(name, type, shape, data.flip());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
