package org.woq4j.runtime.onnx.verify.inputs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.sample.SampleRows;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/**
 * Inputs of a single node: the {@link SampleRows}, a row of zeros and two rows that set the range,
 * or indices. All other activations are ones.
 */
public final class SubgraphInputs {

  /** The sample rows, a row of zeros behind them, and two rows that set the range. */
  public static final int ROWS = SampleRows.COUNT + 3;

  /**
   * The range of all rows is -1 to 254, so that DynamicQuantizeLinear, which rounds to 255 steps of
   * the range, rounds no element of them. All codes of the other rows are at most 2: with these, no
   * product saturates on a CPU that adds pairs of them in 16 bits.
   */
  private static final float[] RANGE = {-1, 254};

  private final NodeProto node;
  private final WeightReader reader;
  private final ElementType type;
  private final DataType indexType;
  private final int inputFeatures;

  /**
   * Inputs for a node of the float model.
   *
   * @param indexType of the indices, for a Gather
   * @param inputFeatures K
   */
  public SubgraphInputs(
      NodeProto node, WeightReader reader, DataType indexType, int inputFeatures) {
    this(node, reader, reader.activationType(), indexType, inputFeatures);
  }

  private SubgraphInputs(
      NodeProto node,
      WeightReader reader,
      ElementType type,
      DataType indexType,
      int inputFeatures) {
    this.node = node;
    this.reader = reader;
    this.type = type;
    this.indexType = indexType;
    this.inputFeatures = inputFeatures;
  }

  /** The same for what replaced the node, which reads activations of a type that may be another. */
  public SubgraphInputs in(ElementType written) {
    return new SubgraphInputs(node, reader, written, indexType, inputFeatures);
  }

  /** A declaration of a value without a shape. */
  public ValueInfoProto declare(String name) {
    return Declarations.of(name, isIndex(name) ? indexType : DataType.of(type));
  }

  /**
   * The declaration of the node's output.
   *
   * @param computing the nodes that compute it
   */
  public ValueInfoProto declareOutput(Subgraph computing) {
    String output = node.getOutput(0);
    return Declarations.of(output, computing.type(output).orElse(DataType.of(type)));
  }

  /**
   * A tensor for each activation of a node that multiplies.
   *
   * @param scale [K], factors of the rows' elements; empty if these are 1 and -1
   */
  public List<Tensor> rows(Iterable<String> activations, Optional<float[]> scale) {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : activations) {
      tensors.add(name.equals(node.getInput(0)) ? samples(name, scale) : one(name));
    }
    return tensors;
  }

  /** A tensor for each activation of a Gather; it gathers indices [from, to). */
  public List<Tensor> indices(Iterable<String> activations, int from, int to) {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : activations) {
      tensors.add(isIndex(name) ? range(name, from, to) : one(name));
    }
    return tensors;
  }

  private boolean isIndex(String name) {
    return reader.kind().isGather() && name.equals(node.getInput(1));
  }

  private Tensor samples(String name, Optional<float[]> scale) {
    SampleRows rows = SampleRows.of(inputFeatures);
    boolean transposed = isTransposed();
    float[] values = new float[ROWS * inputFeatures];
    for (int row = 0; row < ROWS; row++) {
      for (int k = 0; k < inputFeatures; k++) {
        float magnitude = scale.isPresent() ? scale.get()[k] : 1;
        int at = transposed ? k * ROWS + row : row * inputFeatures + k;
        values[at] = element(rows, row, k) * magnitude;
      }
    }
    return floats(name, shape(transposed), values);
  }

  private static float element(SampleRows rows, int row, int k) {
    int behind = row - SampleRows.COUNT;
    return behind < 0 ? rows.value(row, k) : behind == 0 ? 0 : RANGE[behind - 1];
  }

  private long[] shape(boolean transposed) {
    if (!node.getOpType().equals("Gemm")) {
      return new long[] {1, ROWS, inputFeatures};
    }
    return transposed ? new long[] {inputFeatures, ROWS} : new long[] {ROWS, inputFeatures};
  }

  private boolean isTransposed() {
    return node.getAttributeList().stream()
        .anyMatch(each -> each.getName().equals("transA") && each.getI() != 0);
  }

  private Tensor one(String name) {
    return floats(name, new long[] {1}, new float[] {1});
  }

  private Tensor range(String name, int from, int to) {
    boolean wide = indexType != DataType.INT32;
    ByteBuffer data = buffer((to - from) * (wide ? Long.BYTES : Integer.BYTES));
    for (int index = from; index < to; index++) {
      if (wide) {
        data.putLong(index);
      } else {
        data.putInt(index);
      }
    }
    TensorType type = wide ? TensorType.INT64 : TensorType.INT32;
    return new Tensor(name, type, new long[] {to - from}, data.flip());
  }

  private Tensor floats(String name, long[] shape, float[] values) {
    boolean half = type == ElementType.FLOAT16;
    ByteBuffer data = buffer(values.length * (half ? Short.BYTES : Float.BYTES));
    for (float value : values) {
      if (half) {
        data.putShort(Float16.fromFloat(value));
      } else {
        data.putFloat(value);
      }
    }
    TensorType stored = half ? TensorType.FLOAT16 : TensorType.FLOAT;
    return new Tensor(name, stored, shape, data.flip());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
