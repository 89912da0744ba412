package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.List;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.proto.ModelProto;

/** Runs a model before and after in ONNX Runtime. */
final class SameOutputs {

  private SameOutputs() {}

  /** Asserts that both return the same bits, except for the sign of zero, at two levels. */
  static void assertSame(ModelProto before, ModelProto after) {
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      ModelRun expected = ModelRun.of(before, level);
      ModelRun actual = ModelRun.of(after, level);
      assertThat(actual.outputs().keySet()).isEqualTo(expected.outputs().keySet());
      expected
          .outputs()
          .forEach(
              (name, output) -> {
                ModelRun.Output other = actual.outputs().get(name);
                assertThat(other.type()).as(name).isEqualTo(output.type());
                assertThat(other.shape()).as(name).isEqualTo(output.shape());
                assertThat(unsigned(other.floats()))
                    .as("%s at %s", name, level)
                    .isEqualTo(unsigned(output.floats()));
              });
    }
  }

  private static List<Float> unsigned(List<Float> elements) {
    return elements.stream().map(element -> element + 0f).toList();
  }
}
