package org.woq4j.onnx.raise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.raise.RaiseAssertions.assertSameOutputs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.proto.ModelProto;

/** Models of real exporters compute the same after the raise. */
class RaisedModelsTest {

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv", "llama_fp16"})
  void exportedModelsComputeTheSameInNewerOpsets(String name) throws IOException {
    ModelProto model = load("/models/" + name + ".onnx");
    assertSameOutputs(model, 19);
    assertSameOutputs(model, 21);
    assertSameOutputs(model, 25);
  }

  @Test
  void miniLmOfOpset14ComputesTheSameInOpset21() throws IOException {
    ModelProto raised = assertSameOutputs(load("/all-minilm-l6-v2.onnx"), 21);
    assertThat(raised.getIrVersion()).isEqualTo(10);
  }

  @Test
  void miniLmOfOpset14ComputesTheSameInOpset25() throws IOException {
    ModelProto raised = assertSameOutputs(load("/all-minilm-l6-v2.onnx"), 25);
    assertThat(raised.getIrVersion()).isEqualTo(13);
  }

  private static ModelProto load(String resource) throws IOException {
    try (InputStream in = RaisedModelsTest.class.getResourceAsStream(resource)) {
      return ModelProto.parseFrom(Objects.requireNonNull(in, resource));
    }
  }
}
