package org.woq4j.onnx.inline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.LocalFunctions;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Replaces calls of model-local functions by the nodes of their bodies. A call is replaced if the
 * body, or a function that it calls, holds a float matrix, or if the call is handed one; all others
 * stay. A function that nothing calls any more is removed.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/IR.html#functions">Functions</a>
 */
public final class FunctionInlining {

  /** Far more than any exported model has; a small file can hold functions that need more. */
  private static final long MOST_NODES = 1 << 20;

  private final ModelProto model;
  private final Function<TensorProto, TensorBytes> bytes;
  private final FunctionBodies bodies;
  private final NameGenerator names;
  private final SharedConstants constants;
  private final Set<FunctionProto> inlined = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<OperatorSetIdProto> imports = new ArrayList<>();
  private long nodes;

  private FunctionInlining(ModelProto model, Function<TensorProto, TensorBytes> bytes) {
    this.model = model;
    this.bytes = bytes;
    this.bodies = new FunctionBodies(new LocalFunctions(model));
    this.names = new NameGenerator(model);
    this.constants = new SharedConstants(names);
  }

  /**
   * Inlines the calls of a model.
   *
   * @param bytes reads the model's tensors
   * @return the model itself if no call is inlined
   * @throws org.woq4j.api.WoqException if a function calls itself, or if an operator of an inlined
   *     function means something else in the model's operator set than in the function's own
   */
  public static ModelProto of(ModelProto model, Function<TensorProto, TensorBytes> bytes) {
    return model.getFunctionsCount() == 0 ? model : new FunctionInlining(model, bytes).all();
  }

  /** Each round replaces calls by bodies; the next one replaces the calls in these. */
  private ModelProto all() {
    model.getFunctionsList().forEach(bodies::refuseRecursion);
    ModelProto current = model;
    boolean changed;
    do {
      ModelGraph graph = new ModelGraph(current);
      GraphEdits edits = new GraphEdits();
      ConstantTracer tracer = new ConstantTracer(graph.functions(), current.getIrVersion(), bytes);
      changed = inline(graph.main(), tracer, edits);
      if (changed) {
        constants.moveTo(edits.in(graph.main()));
        current = current.toBuilder().setGraph(edits.apply(graph.main())).build();
      }
    } while (changed);
    return inlined.isEmpty() ? model : tidy(current);
  }

  private boolean inline(GraphScope scope, ConstantTracer tracer, GraphEdits edits) {
    boolean changed = false;
    for (GraphNode node : scope.nodes()) {
      Optional<FunctionProto> function = bodies.called(node.proto());
      if (function.isPresent() && (bodies.holdMatrix(node.proto()) || isHanded(node, tracer))) {
        edits.in(scope).replace(node, body(node.proto(), function.get()));
        changed = true;
        continue;
      }
      for (GraphScope body : scope.bodies(node)) {
        changed |= body.isOpen() && inline(body, tracer, edits);
      }
    }
    return changed;
  }

  private static boolean isHanded(GraphNode call, ConstantTracer tracer) {
    for (int i = 0; i < call.proto().getInputCount(); i++) {
      Optional<Value> value = call.input(i);
      if (value.flatMap(tracer::trace).filter(FunctionBodies::isMatrix).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private List<NodeProto> body(NodeProto call, FunctionProto function) {
    if (inlined.add(function)) {
      imports.addAll(OperatorSets.of(function, model));
    }
    nodes += function.getNodeCount();
    if (nodes > MOST_NODES) {
      throw OnnxError.MALFORMED.because(
          "put in place of their calls, the functions of the model have more than %d nodes"
              .formatted(MOST_NODES),
          "export the model without functions");
    }
    return new InlinedCall(call, function, names, constants).nodes();
  }

  /** Adds what the bodies import, and removes functions that only replaced calls led to. */
  private ModelProto tidy(ModelProto changed) {
    ModelProto.Builder tidied = changed.toBuilder();
    Set<String> imported = new HashSet<>();
    model.getOpsetImportList().forEach(set -> imported.add(Operators.domain(set.getDomain())));
    imports.stream()
        .filter(set -> imported.add(Operators.domain(set.getDomain())))
        .forEach(tidied::addOpsetImport);
    Set<FunctionProto> before = bodies.reachedFrom(model.getGraph());
    Set<FunctionProto> after = bodies.reachedFrom(changed.getGraph());
    tidied.clearFunctions();
    model.getFunctionsList().stream()
        .filter(function -> after.contains(function) || !before.contains(function))
        .forEach(tidied::addFunctions);
    return tidied.build();
  }
}
