package org.woq4j.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** A float32 or float16 matrix of a model, its elements row by row. */
record FloatTensor(String name, int rows, int columns, float[] elements) {

  static FloatTensor of(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean half = tensor.getDataType() == DataType.FLOAT16.number();
    float[] elements = new float[bytes.remaining() / (half ? 2 : 4)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = half ? Float16.toFloat(bytes.getShort()) : bytes.getFloat();
    }
    int rows = (int) tensor.getDims(0);
    return new FloatTensor(tensor.getName(), rows, elements.length / rows, elements);
  }

  float at(int row, int column) {
    return elements[row * columns + column];
  }
}
