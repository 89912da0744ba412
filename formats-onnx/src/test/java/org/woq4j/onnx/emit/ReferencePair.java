package org.woq4j.onnx.emit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.GroupQuantizer;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** A float model and what the reference's RTN made of it. */
final class ReferencePair {

  private final ModelProto before;
  private final ModelProto after;
  private final Map<String, String> parameters = new TreeMap<>();

  private ReferencePair(ModelProto before, ModelProto after) {
    this.before = before;
    this.after = after;
    after.getMetadataPropsList().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
  }

  static ReferencePair read(int number) throws IOException {
    return new ReferencePair(
        model("rtn_%02d_in.onnx".formatted(number)), model("rtn_%02d_seed.onnx".formatted(number)));
  }

  private static ModelProto model(String file) throws IOException {
    try (InputStream bytes = ReferencePair.class.getResourceAsStream("/golden/" + file)) {
      return ModelProto.parseFrom(bytes);
    }
  }

  static String text(String file) throws IOException {
    try (InputStream bytes = ReferencePair.class.getResourceAsStream("/golden/" + file)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** FLOAT32 or FLOAT16. */
  ElementType type() {
    return parameters.get("dtype").equals("f2") ? ElementType.FLOAT16 : ElementType.FLOAT32;
  }

  /** The scheme, with scales of the given type. */
  QuantScheme scheme(ElementType scaleType) {
    boolean symmetric = parameters.get("scheme").equals("sym");
    return new QuantScheme(
        Integer.parseInt(parameters.get("bits")),
        Integer.parseInt(parameters.get("group_size")),
        symmetric ? Symmetry.SYMMETRIC_CENTERED : Symmetry.ASYMMETRIC,
        symmetric ? ZeroPoint.NONE : ZeroPoint.INTEGER,
        scaleType);
  }

  /** The node of the reference that reads what it made of a weight. */
  NodeProto node(String weight) {
    return after.getGraph().getNodeList().stream()
        .filter(node -> node.getInputCount() > 1 && node.getInput(1).startsWith(weight + "_Q"))
        .findFirst()
        .orElseThrow();
  }

  /** The bytes of an initializer that the reference made. */
  byte[] made(String name) {
    return tensor(after, name).getRawData().toByteArray();
  }

  /** The int64 elements of an initializer that the reference made. */
  List<Long> madeLongs(String name) {
    return tensor(after, name).getInt64DataList();
  }

  private static TensorProto tensor(ModelProto model, String name) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A weight of the float model. */
  WeightView weight(String name) {
    TensorProto tensor = tensor(before, name);
    byte[] bytes = tensor.getRawData().toByteArray();
    int rows = (int) tensor.getDims(0);
    int columns = (int) tensor.getDims(1);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = Floats.read(type(), bytes, i);
    }
    return new HeapWeight(name, rows, columns, values);
  }

  static QuantizedWeight rounded(WeightView weight, QuantScheme scheme) {
    GroupQuantizer quantizer = new GroupQuantizer(weight, scheme, 1, ClipSearch.NONE, false, null);
    quantizer.columns(0, weight.outputFeatures());
    return quantizer.result();
  }

  private record HeapWeight(String name, int inputFeatures, int outputFeatures, float[] values)
      implements WeightView {

    @Override
    public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
      int width = toColumn - fromColumn;
      for (int row = fromRow; row < toRow; row++) {
        System.arraycopy(
            values, row * outputFeatures + fromColumn, destination, (row - fromRow) * width, width);
      }
    }
  }
}
