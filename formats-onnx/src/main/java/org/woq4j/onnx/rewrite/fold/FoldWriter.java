package org.woq4j.onnx.rewrite.fold;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.weights.ModelWeights;
import org.woq4j.onnx.write.StagedOutput;
import org.woq4j.onnx.write.TensorSlot;

/**
 * Writes divided constants and makes their nodes read them. The old constants stay for other
 * readers. Not safe for several threads.
 */
public final class FoldWriter {

  private final ModelWeights model;
  private final NameGenerator names;
  private final GraphEdits edits;
  private final StagedOutput output;

  public FoldWriter(
      ModelWeights model, NameGenerator names, GraphEdits edits, StagedOutput output) {
    this.model = model;
    this.names = names;
    this.edits = edits;
    this.output = output;
  }

  /**
   * Carries out a fold.
   *
   * @param scale [K]
   * @return the nodes that now read other constants
   */
  public Set<GraphNode> write(Fold fold, float[] scale) {
    Map<GraphNode, NodeProto.Builder> changed = new LinkedHashMap<>();
    for (DividedConstant constant : fold.constants()) {
      GraphNode node = constant.node();
      changed
          .computeIfAbsent(node, key -> key.proto().toBuilder())
          .setInput(constant.position(), quotient(constant, scale));
    }
    changed.forEach((node, proto) -> edits.in(node.scope()).replace(node, List.of(proto.build())));
    return changed.keySet();
  }

  /** The name of the new constant. */
  private String quotient(DividedConstant constant, float[] scale) {
    GraphNode node = constant.node();
    String name = names.value(node.proto().getInput(constant.position()) + "/divided");
    TensorSlot slot = output.reserve(name, DataType.FLOAT, constant.chain().shape().dims());
    edits.in(node.scope()).addInitializer(slot.tensor());
    divide(constant, scale, slot);
    return name;
  }

  private void divide(DividedConstant constant, float[] scale, TensorSlot slot) {
    long elements = slot.length() / Float.BYTES;
    int chunk = (int) Math.min(elements, Elements.CHUNK);
    float[] part = new float[chunk];
    ByteBuffer bytes = ByteBuffer.allocate(chunk * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < elements; first += chunk) {
      int count = (int) Math.min(chunk, elements - first);
      constant.chain().read(model.bytes(), first, count, part);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        bytes.putFloat(part[i] / scale[(int) ((first + i) / constant.step() % scale.length)]);
      }
      output.write(slot, first * Float.BYTES, bytes.array(), 0, bytes.position());
    }
  }
}
