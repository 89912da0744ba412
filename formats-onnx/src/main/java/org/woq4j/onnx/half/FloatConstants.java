package org.woq4j.onnx.half;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.bounds.ReachedValues;
import org.woq4j.onnx.half.operators.FloatOperators;
import org.woq4j.onnx.proto.TensorProto;

/** The float32 constants of a model that stay so where the rest becomes half precision. */
public final class FloatConstants {

  private final HalfConstants constants;
  private final HalfValues values;
  private final Set<Value> staying = new HashSet<>();

  private FloatConstants(HalfConstants constants, HalfValues values) {
    this.constants = constants;
    this.values = values;
  }

  /**
   * Finds them in the main graph and its bodies. What calibration data shows of values is not
   * considered.
   *
   * @param operators the operators of the written model
   * @param elements reads the model's constants
   * @param isGone which constants the written model does not have; they are not read
   */
  public static Set<Value> of(
      ModelGraph graph,
      FloatOperators operators,
      ConstantElements elements,
      Predicate<Value> isGone) {
    HalfConstants constants = new HalfConstants(operators.half(), elements, isGone);
    RealValues reals = new RealValues(graph, operators.half().type());
    ReachedValues reached =
        new ReachedValues(graph, elements, value -> reals.contains(value) && !isGone.test(value));
    WideValues wide = new WideValues(operators.half(), graph.main(), Set.of(), reached);
    FloatNodes floats = new FloatNodes(graph, reals, constants, operators, wide);
    HalfValues values =
        new HalfValues(graph, reals, constants, new Reads(floats, operators), false);
    FloatConstants found = new FloatConstants(constants, values);
    found.collect(graph.main());
    return found.staying;
  }

  private void collect(GraphScope scope) {
    Stream<String> initializers =
        scope.proto().getInitializerList().stream().map(TensorProto::getName);
    Stream<String> ofNodes =
        scope.nodes().stream()
            .filter(node -> node.is("Constant"))
            .flatMap(node -> node.proto().getOutputList().stream());
    Stream.concat(initializers, ofNodes)
        .flatMap(name -> scope.lookup(name).stream())
        .filter(values::isReal)
        .filter(value -> !ConstantElements.isConstant(value) || constants.isFloat(value))
        .filter(value -> !values.isHalf(value))
        .forEach(staying::add);
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::collect);
    }
  }
}
