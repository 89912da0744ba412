package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.bounds.ReachedValues;
import org.woq4j.onnx.half.bounds.ValueBounds;
import org.woq4j.onnx.half.operators.FloatOperators;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.write.StagedOutput;

/**
 * A model whose float32 constants and values are half precision, apart from what half precision
 * cannot hold.
 *
 * @param model the model
 * @param notes what stays float32 and what was limited, a sentence each without a full stop
 */
public record HalfModel(ModelProto model, List<String> notes) {

  private static final int NAMED = 3;

  public HalfModel {
    notes = List.copyOf(notes);
  }

  /**
   * Converts a model.
   *
   * @param half the type that replaces float32
   * @param model its tensors contain their bytes, or the output has them
   * @param output receives the converted constants
   * @param interfaceToo whether inputs and outputs are converted, too
   * @param seen names of values of the main graph that calibration data showed beyond half
   *     precision; empty if there is no data
   */
  public static HalfModel of(
      HalfType half,
      ModelProto model,
      StagedOutput output,
      boolean interfaceToo,
      Optional<Set<String>> seen) {
    ModelGraph graph = new ModelGraph(model);
    RealValues reals = new RealValues(graph, half.type());
    ConstantElements elements = new ConstantElements(output::bytes);
    HalfConstants constants = new HalfConstants(half, elements, none -> false);
    FloatOperators operators = new FloatOperators(half, graph.opset());
    WideValues wide =
        new WideValues(
            half,
            graph.main(),
            seen.orElse(Set.of()),
            new ReachedValues(graph, elements, reals::contains));
    FloatNodes floats = new FloatNodes(graph, reals, constants, operators, wide);
    HalfValues values =
        new HalfValues(graph, reals, constants, new Reads(floats, operators), interfaceToo);
    HalfGraphs graphs = new HalfGraphs(new HalfTensors(half, elements, output), graph, values);
    ModelProto converted = model.toBuilder().setGraph(graphs.main()).build();
    List<String> notes = notes(half, floats, graphs.limited());
    if (half == HalfType.FLOAT16 && seen.isEmpty()) {
      ValueBounds bounds = new ValueBounds(graph, elements);
      addUnproven(notes, new UnprovenValues(graph, values, bounds, half.largest()));
    }
    return new HalfModel(converted, notes);
  }

  private static List<String> notes(HalfType half, FloatNodes floats, List<String> limited) {
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : floats.byReason().entrySet()) {
      notes.add(named("node", each.getValue()) + " in float32: " + each.getKey());
    }
    if (!limited.isEmpty()) {
      notes.add(
          named("constant", limited)
              + " with elements of 1e9 and more, as masks have: these are now "
              + (half == HalfType.FLOAT16 ? "±65,504" : "±3.39e38"));
    }
    return notes;
  }

  /** Most models hold their values within half precision; data shows whether this one does. */
  private static void addUnproven(List<String> notes, UnprovenValues unproven) {
    if (!unproven.names().isEmpty()) {
      notes.add(
          named("value", unproven.names())
              + " of "
              + unproven.all()
              + " in half precision: no bound shows that they stay within 65,504; with calibration"
              + " data, the ranges that it shows decide");
    }
  }

  private static String named(String what, List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    String more = names.size() <= NAMED ? "" : ", …";
    String number = names.size() == 1 ? "1 " + what : names.size() + " " + what + "s";
    return "%s (%s%s)".formatted(number, first, more);
  }
}
