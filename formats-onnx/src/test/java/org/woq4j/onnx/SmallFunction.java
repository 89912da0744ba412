package org.woq4j.onnx;

import java.util.List;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** Builds model-local functions of the domain {@code mine}, one node per line. */
public final class SmallFunction {

  public static final String DOMAIN = "mine";

  private final FunctionProto.Builder function = FunctionProto.newBuilder().setDomain(DOMAIN);

  /** A function for an opset. */
  public static SmallFunction named(String name, long opset) {
    SmallFunction small = new SmallFunction();
    small.function.setName(name).addOpsetImport(SmallModel.opsetImport("", opset));
    small.function.addOpsetImport(SmallModel.opsetImport(DOMAIN, 1));
    return small;
  }

  public SmallFunction takes(String... inputs) {
    function.addAllInput(List.of(inputs));
    return this;
  }

  public SmallFunction returns(String... outputs) {
    function.addAllOutput(List.of(outputs));
    return this;
  }

  public SmallFunction node(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return node(SmallModel.namelessNode(operator, inputs, outputs, attributes));
  }

  public SmallFunction node(NodeProto node) {
    function.addNode(node);
    return this;
  }

  public SmallFunction constant(TensorProto tensor) {
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(tensor)
            .build();
    return node("Constant", List.of(), List.of(tensor.getName()), value);
  }

  /** An attribute that calls must give. */
  public SmallFunction attribute(String name) {
    function.addAttribute(name);
    return this;
  }

  /** An attribute with a default. */
  public SmallFunction attribute(AttributeProto otherwise) {
    function.addAttributeProto(otherwise);
    return this;
  }

  public FunctionProto build() {
    return function.build();
  }

  /** A call of a function. */
  public static NodeProto call(
      String function, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return SmallModel.namelessNode(function, inputs, outputs, attributes).toBuilder()
        .setDomain(DOMAIN)
        .build();
  }

  /** An attribute of a node in a function that has the value of an attribute of the call. */
  public static AttributeProto reference(
      AttributeProto.AttributeType type, String name, String of) {
    return AttributeProto.newBuilder().setName(name).setType(type).setRefAttrName(of).build();
  }

  /** A model with functions. */
  public static ModelProto with(ModelProto model, FunctionProto... functions) {
    return model.toBuilder()
        .setIrVersion(9)
        .addAllFunctions(List.of(functions))
        .addOpsetImport(SmallModel.opsetImport(DOMAIN, 1))
        .build();
  }
}
