package org.woq4j.runtime.onnx.verify.inputs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.inputs.IndexBounds;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * Generates inputs for a model: floats in [-1, 1], integers within the tables that they index,
 * masks of ones, increasing positions, booleans true. They are the same at each call.
 */
public final class GeneratedInputs {

  private static final long SEED = 0x776f71346aL;

  /** The largest size of one input in bytes; models with larger inputs are not run. */
  private static final long LARGEST = 1 << 26;

  private final List<ValueInfoProto> declared;
  private final IndexBounds bounds;

  /** Generates values for declared inputs. */
  public GeneratedInputs(List<ValueInfoProto> declared, IndexBounds bounds) {
    this.declared = declared;
    this.bounds = bounds;
  }

  /**
   * Inputs for each of {@link DimensionSizes#CANDIDATES}; equal shapes are listed once.
   *
   * @throws NotRunnableException if an input is not a tensor or has a type that cannot be generated
   */
  public List<List<Tensor>> candidates() throws NotRunnableException {
    Set<Map<String, List<Long>>> shapes = new LinkedHashSet<>();
    DimensionSizes.CANDIDATES.forEach(sizes -> shapes.add(sizes.shapes(declared)));
    List<List<Tensor>> candidates = new ArrayList<>();
    for (Map<String, List<Long>> each : shapes) {
      candidates.add(ofShapes(each));
    }
    return candidates;
  }

  private List<Tensor> ofShapes(Map<String, List<Long>> shapes) throws NotRunnableException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Tensor> inputs = new ArrayList<>();
    for (ValueInfoProto input : declared) {
      List<Long> shape = Objects.requireNonNull(shapes.get(input.getName()), input::getName);
      inputs.add(tensor(input, shape, random));
    }
    return inputs;
  }

  private Tensor tensor(ValueInfoProto input, List<Long> shape, SplittableRandom random)
      throws NotRunnableException {
    String name = input.getName();
    if (!input.getType().hasTensorType()) {
      throw new NotRunnableException("input " + name + " is not a tensor");
    }
    int number = input.getType().getTensorType().getElemType();
    DataType type =
        DataType.of(number)
            .orElseThrow(() -> new NotRunnableException("input " + name + " has an unknown type"));
    TensorType runtimeType =
        Tensors.typeToFeed(type)
            .orElseThrow(
                () ->
                    new NotRunnableException(
                        "input "
                            + name
                            + " is of type "
                            + type
                            + ", for which no values can be generated"));
    long bytes = type.bytes(shape);
    if (bytes > LARGEST) {
      throw new NotRunnableException("input " + name + " would take " + bytes + " bytes");
    }
    int elements = (int) DataType.elements(shape);
    ByteBuffer data = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    int width = shape.isEmpty() ? 1 : Math.toIntExact(Math.max(1, shape.get(shape.size() - 1)));
    Values values = new Values(name, bounds.bound(name), width, random);
    for (int i = 0; i < elements; i++) {
      put(type, values, i, data);
    }
    long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
    return new Tensor(name, runtimeType, dims, data.flip());
  }

  private static void put(DataType type, Values values, int index, ByteBuffer data) {
    switch (type) {
      case FLOAT -> data.putFloat(values.real());
      case DOUBLE -> data.putDouble(values.real());
      case FLOAT16 -> data.putShort(Float16.fromFloat(values.real()));
      case BFLOAT16 -> data.putShort(BFloat16.fromFloat(values.real()));
      case INT64 -> data.putLong(values.integer(index));
      case INT32 -> data.putInt((int) values.integer(index));
      case INT16 -> data.putShort((short) values.integer(index));
      case BOOL -> data.put((byte) 1);
      default -> data.put((byte) values.integer(index));
    }
  }

  /** Values for one input. */
  private record Values(
      boolean mask, boolean position, long bound, int width, SplittableRandom random) {

    Values(String name, long bound, int width, SplittableRandom random) {
      this(
          name.toLowerCase(Locale.ROOT).contains("mask"),
          name.toLowerCase(Locale.ROOT).contains("position"),
          bound,
          width,
          random);
    }

    float real() {
      return mask ? 1 : (float) (2 * random.nextDouble() - 1);
    }

    long integer(int index) {
      if (mask) {
        return Math.min(1, bound - 1);
      }
      return position ? index % width % bound : random.nextLong(bound);
    }
  }
}
