package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.tck.fixture.FixtureEmissionContext;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.SeededCodes;

/** One weight as an emitter stores it, and the model that reads it: x -> y. */
record Emitted(
    EmissionPlan.Accepted plan,
    EmissionRequest request,
    QuantizedWeight weight,
    Optional<float[]> bias,
    MemorySink tensors,
    List<NodeSpec> nodes) {

  /** Stores a seeded weight in the accepted scheme. */
  static Emitted of(NodeEmitter emitter, EmissionRequest request) {
    EmissionRequest accepted = request.withScheme(accepted(emitter, request).scheme());
    return of(
        emitter,
        request,
        SeededCodes.weight(accepted.scheme(), accepted.inputFeatures(), accepted.outputFeatures()),
        Optional.empty());
  }

  /**
   * Stores a weight, in as many slices of columns as the plan allows, from the last to the first.
   */
  static Emitted of(
      NodeEmitter emitter,
      EmissionRequest request,
      QuantizedWeight weight,
      Optional<float[]> bias) {
    EmissionPlan.Accepted plan = accepted(emitter, request);
    EmissionRequest stored = request.withScheme(plan.scheme());
    MemorySink tensors = new MemorySink(plan.tensors());
    int step = plan.columnMultiple() * 3;
    int last = (stored.outputFeatures() - 1) / step * step;
    for (int from = last; from >= 0; from -= step) {
      int to = Math.min(from + step, stored.outputFeatures());
      emitter.pack(stored, from, SeededCodes.columns(weight, from, to), tensors);
    }
    assertThat(tensors.strays()).isEmpty();
    assertThat(tensors.overlaps()).isEmpty();
    assertThat(tensors.gaps()).isEmpty();
    List<NodeSpec> nodes =
        emitter.nodes(new FixtureEmissionContext(stored, bias.map(values -> "b")));
    return new Emitted(plan, stored, weight, bias, tensors, nodes);
  }

  static EmissionPlan.Accepted accepted(NodeEmitter emitter, EmissionRequest request) {
    EmissionPlan plan = emitter.plan(request);
    assertThat(plan).as("%s %s", emitter.id(), request).isInstanceOf(EmissionPlan.Accepted.class);
    return (EmissionPlan.Accepted) plan;
  }

  /** The model, with an input of the given first dimensions. */
  ModelProto model(long... leading) {
    ElementType type = request.activationType();
    boolean gather = request.kind() == OperatorKind.GATHER;
    GraphProto.Builder graph = GraphProto.newBuilder().setName("emitted");
    nodes.forEach(node -> graph.addNode(proto(node)));
    for (TensorSpec spec : plan.tensors()) {
      byte[] bytes = tensors.bytes(spec.role());
      graph.addInitializer(tensor("W." + spec.role(), spec.type(), spec.dims(), bytes));
    }
    bias.ifPresent(
        values ->
            graph.addInitializer(
                tensor("b", type, List.of((long) values.length), Floats.bytes(type, values))));
    long features = gather ? request.inputFeatures() : request.outputFeatures();
    graph.addInput(
        gather
            ? value("x", ElementType.INT64, leading)
            : value("x", type, append(leading, request.inputFeatures())));
    graph.addOutput(value("y", type, append(leading, features)));
    return ModelProto.newBuilder()
        .setIrVersion(Math.max(8, plan.irVersion()))
        .addOpsetImport(opset("", Math.max(17, plan.opset())))
        .addOpsetImport(opset(NodeSpec.MICROSOFT, 1))
        .setGraph(graph)
        .build();
  }

  private static TensorProto tensor(String name, ElementType type, List<Long> dims, byte[] bytes) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.of(type).number())
        .addAllDims(dims)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static NodeProto proto(NodeSpec spec) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(spec.domain())
            .setOpType(spec.operator())
            .addAllInput(spec.inputs())
            .addAllOutput(spec.outputs());
    for (Map.Entry<String, Object> attribute : spec.attributes().entrySet()) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(attribute.getKey())
              .setType(AttributeType.INT)
              .setI((Long) attribute.getValue()));
    }
    return node.build();
  }

  private static long[] append(long[] leading, long last) {
    long[] dims = Arrays.copyOf(leading, leading.length + 1);
    dims[leading.length] = last;
    return dims;
  }

  private static ValueInfoProto value(String name, ElementType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.of(type).number())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static OperatorSetIdProto opset(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }
}
