package org.woq4j.onnx.half;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.write.StagedOutput;
import org.woq4j.onnx.write.TensorSlot;

/** Half-precision forms of float32 tensors, read and written tile by tile. */
record HalfTensors(HalfType half, ConstantElements elements, StagedOutput output) {

  /** Writes a float32 tensor in half precision; no element becomes infinite or zero. */
  TensorProto write(TensorProto tensor, String name) {
    TensorSlot slot = output.reserve(name, half.type(), tensor.getDimsList());
    int tile = (int) Math.min(slot.length(), Elements.CHUNK * Short.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(tile).order(ByteOrder.LITTLE_ENDIAN);
    elements.read(
        tensor,
        (first, part, count) -> {
          bytes.clear();
          for (int i = 0; i < count; i++) {
            bytes.putShort(half.of(part[i]));
          }
          output.write(slot, first * Short.BYTES, bytes.array(), 0, bytes.position());
        });
    return slot.tensor();
  }
}
