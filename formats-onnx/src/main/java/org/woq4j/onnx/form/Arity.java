package org.woq4j.onnx.form;

import java.util.Map;
import java.util.Optional;
import org.woq4j.onnx.proto.NodeProto;

/**
 * How many inputs an operator has.
 *
 * @param least inputs that no version of the operator can do without
 * @param most inputs that any version takes
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
record Arity(int least, int most) {

  private static final int ANY = Integer.MAX_VALUE;

  private static final Arity ONE = new Arity(1, 1);
  private static final Arity TWO = new Arity(2, 2);

  /** The operators of which woq4j reads inputs by their positions. */
  private static final Map<String, Arity> KNOWN =
      Map.ofEntries(
          Map.entry("Add", TWO),
          Map.entry("Cast", ONE),
          Map.entry("Concat", new Arity(1, ANY)),
          Map.entry("Constant", new Arity(0, 0)),
          Map.entry("ConstantOfShape", ONE),
          Map.entry("Conv", new Arity(2, 3)),
          Map.entry("DequantizeLinear", new Arity(2, 3)),
          Map.entry("Div", TWO),
          Map.entry("Gather", TWO),
          Map.entry("Gemm", new Arity(2, 3)),
          Map.entry("Identity", ONE),
          Map.entry("If", ONE),
          Map.entry("LayerNormalization", new Arity(2, 3)),
          Map.entry("MatMul", TWO),
          Map.entry("Mul", TWO),
          Map.entry("Pow", TWO),
          Map.entry("QuantizeLinear", new Arity(2, 3)),
          Map.entry("ReduceMean", new Arity(1, 2)),
          Map.entry("Relu", ONE),
          Map.entry("Reshape", new Arity(1, 2)),
          Map.entry("Shape", ONE),
          Map.entry("Sqrt", ONE),
          Map.entry("Squeeze", new Arity(1, 2)),
          Map.entry("Sub", TWO),
          Map.entry("Transpose", ONE),
          Map.entry("Unsqueeze", new Arity(1, 2)));

  /** What is wrong with the inputs of a standard operator; empty if nothing is known to be. */
  static Optional<String> problem(NodeProto node) {
    Arity arity = KNOWN.get(node.getOpType());
    if (arity == null) {
      return Optional.empty();
    }
    int inputs = node.getInputCount();
    if (inputs < arity.least || inputs > arity.most) {
      return Optional.of("has " + inputs + " inputs, and the operator takes " + arity);
    }
    for (int i = 0; i < arity.least; i++) {
      if (node.getInput(i).isEmpty()) {
        return Optional.of("lacks its input " + i);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    if (most == ANY) {
      return least + " or more";
    }
    return least == most ? Integer.toString(least) : least + " to " + most;
  }
}
