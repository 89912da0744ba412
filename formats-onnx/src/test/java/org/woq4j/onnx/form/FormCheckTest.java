package org.woq4j.onnx.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.tensor.OnnxError;

class FormCheckTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gemm_one_input      | the node m (Gemm) has 1 inputs, and the operator takes 2 to 3",
        "long_overflow       | the shape of the value x holds a dimension of 9223372036854775807",
        "no_bytes            | tensor 'b2'",
        "function_opset_hang | the function F names version -2147483648 of the standard operators"
      })
  void damagedFilesAreRefusedWhenTheyAreOpened(String file, String problem) {
    Path path = Path.of("src/test/resources/models", file + ".onnx");
    assertThatThrownBy(() -> new OnnxFormat().open(SourceFiles.of(path)))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(file + ".onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "MatMul, a b, true", "MatMul, a, false", "MatMul, a b c, false", "Gemm, a b, true",
    "Gemm, a b c d, false", "Concat, a b c d, true", "Concat, '', false", "Constant, '', true",
    "Constant, a, false", "Unknown, '', true"
  })
  void operatorsHaveTheirInputs(String operator, String inputs, boolean right) {
    NodeProto.Builder node = node(operator, inputs);
    assertForm(model(node), right);
    assertForm(model(node.clone().setDomain("some.other")), true);
    NodeProto.Builder branch =
        node("If", "c")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setG(GraphProto.newBuilder().addNode(node)));
    assertForm(model(branch), right);
  }

  @Test
  void aNeededInputIsNotLeftOut() {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("MatMul").addInput("a").addInput("");
    assertThatThrownBy(() -> FormCheck.check("m", model(node)))
        .hasMessageContaining("lacks its input 1");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "-1, false", "1, true", "26, true", "4294967313, false"})
  void versionsOfTheStandardOperatorsAreSmallNumbers(long version, boolean right) {
    ModelProto model =
        ModelProto.newBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
            .build();
    assertForm(model, right);
  }

  @Test
  void problemsAreListedUpToALimit() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    IntStream.range(0, 60).forEach(i -> graph.addNode(node("MatMul", "a")));
    assertThatThrownBy(() -> FormCheck.check("m", ModelProto.newBuilder().setGraph(graph).build()))
        .isInstanceOfSatisfying(
            WoqException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(OnnxError.MALFORMED);
              assertThat(refusal.issues()).hasSize(51);
              assertThat(refusal.issues().get(50).message()).contains("10 more problems");
            });
  }

  private static void assertForm(ModelProto model, boolean right) {
    if (right) {
      assertThatCode(() -> FormCheck.check("m", model)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> FormCheck.check("m", model)).isInstanceOf(WoqException.class);
    }
  }

  private static NodeProto.Builder node(String operator, String inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator);
    if (!inputs.isEmpty()) {
      for (String input : inputs.split(" ")) {
        node.addInput(input);
      }
    }
    return node;
  }

  private static ModelProto model(NodeProto.Builder node) {
    return ModelProto.newBuilder().setGraph(GraphProto.newBuilder().addNode(node)).build();
  }
}
