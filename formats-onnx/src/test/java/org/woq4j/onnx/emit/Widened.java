package org.woq4j.onnx.emit;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** A bfloat16 model with the same numbers in float32. */
final class Widened {

  private static final int FROM = DataType.BFLOAT16.number();
  private static final int TO = DataType.FLOAT.number();

  private Widened() {}

  static ModelProto of(ModelProto model) {
    ModelProto.Builder widened = model.toBuilder();
    widened.getGraphBuilder().getInitializerBuilderList().forEach(Widened::widen);
    widened.getGraphBuilder().getNodeBuilderList().forEach(Widened::widen);
    widened.getGraphBuilder().getInputBuilderList().forEach(Widened::widen);
    widened.getGraphBuilder().getOutputBuilderList().forEach(Widened::widen);
    return widened.build();
  }

  private static void widen(TensorProto.Builder tensor) {
    if (tensor.getDataType() == FROM) {
      ByteBuffer narrow = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer wide = ByteBuffer.allocate(2 * narrow.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      while (narrow.hasRemaining()) {
        wide.putInt(narrow.getShort() << 16);
      }
      tensor.setDataType(TO).setRawData(ByteString.copyFrom(wide.flip()));
    }
  }

  /** The type to which a Cast converts. */
  private static void widen(NodeProto.Builder node) {
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.getName().equals("to") && attribute.getI() == FROM) {
        attribute.setI(TO);
      }
    }
  }

  private static void widen(ValueInfoProto.Builder value) {
    TypeProto.Tensor.Builder type = value.getTypeBuilder().getTensorTypeBuilder();
    if (type.getElemType() == FROM) {
      type.setElemType(TO);
    }
  }
}
