package org.woq4j.onnx.rewrite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;
import org.woq4j.onnx.weights.FoundReader;

/**
 * The addend of a Gemm: beta times its input C. A constant C of one row becomes a bias [N]; for any
 * other, nodes multiply and add it.
 */
final class GemmAddend {

  private final FoundReader reader;
  private final float beta;
  private final Optional<Value> addend;
  private final Optional<ConstantChain> row;

  GemmAddend(FoundReader reader, ConstantTracer tracer) {
    this.reader = reader;
    GraphNode node = reader.node();
    this.beta = Operators.real(node.proto(), "beta", 1);
    this.addend = beta == 0 ? Optional.empty() : node.input(2);
    this.row = addend.flatMap(tracer::trace).filter(this::isRow);
  }

  /** Whether the Gemm has an addend. */
  boolean isPresent() {
    return addend.isPresent();
  }

  /** Whether the addend is a constant [N]. */
  boolean isBias() {
    return row.isPresent();
  }

  /**
   * The name of the value to add, which broadcasts to the product. Adds a constant or a node to the
   * graph if necessary.
   */
  String name(ReplacedNode nodes, Function<TensorProto, TensorBytes> bytes) {
    String given = reader.node().proto().getInput(2);
    if (beta == 1 && (row.isEmpty() || row.get().shape().rank() == 1)) {
      return given;
    }
    ElementType type = reader.reader().activationType();
    if (row.isPresent()) {
      return nodes.constant(SmallTensors.reals(nodes.value("bias"), type, elements(bytes)));
    }
    String factor = nodes.constant(SmallTensors.real(nodes.value("beta"), type, beta));
    String scaled = nodes.value("addend");
    nodes.add("Mul", List.of(given, factor), scaled, Map.of());
    return scaled;
  }

  private boolean isRow(ConstantChain chain) {
    List<Long> dims = chain.shape().dims();
    long columns = reader.matrix().outputFeatures();
    return chain.obstacle().isEmpty()
        && chain.shape().isStoredOrder()
        && (dims.equals(List.of(columns)) || dims.equals(List.of(1L, columns)));
  }

  private float[] elements(Function<TensorProto, TensorBytes> bytes) {
    float[] elements = new float[reader.matrix().outputFeatures()];
    row.orElseThrow().read(bytes, 0, elements.length, elements);
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= beta;
    }
    return elements;
  }
}
