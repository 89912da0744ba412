package org.woq4j.onnx.half;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.write.StagedOutput;
import org.woq4j.onnx.write.TensorSlot;

/** Half-precision forms of float32 tensors, read and written tile by tile. */
record HalfTensors(HalfType half, StagedOutput output) {

  /** Writes a float32 tensor in half precision; no element becomes infinite or zero. */
  TensorProto write(TensorProto tensor, String name) {
    TensorSlot slot = output.reserve(name, half.type(), tensor.getDimsList());
    Elements stored = new Elements(output.bytes(tensor).orElseThrow(), ElementType.FLOAT32);
    long elements = slot.length() / Short.BYTES;
    int chunk = (int) Math.min(elements, Elements.CHUNK);
    float[] part = new float[chunk];
    ByteBuffer bytes = ByteBuffer.allocate(chunk * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < elements; first += chunk) {
      int count = (int) Math.min(chunk, elements - first);
      stored.read(first, count, part, 0);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        bytes.putShort(half.of(part[i]));
      }
      output.write(slot, first * Short.BYTES, bytes.array(), 0, bytes.position());
    }
    return slot.tensor();
  }
}
