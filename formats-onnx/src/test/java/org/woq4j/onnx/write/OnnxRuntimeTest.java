package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.read.ModelFixtures;

/** ONNX Runtime computes the same with a model that was written as with the one that was read. */
class OnnxRuntimeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "bert.onnx, ALWAYS",
    "gpt2_tied.onnx, NEVER",
    "llama_fp16.onnx, ALWAYS",
    "minilm.onnx, ALWAYS"
  })
  void writtenModelsComputeTheSame(String name, ExternalData policy) throws OrtException {
    Path model =
        name.equals("minilm.onnx")
            ? ModelFixtures.miniLm(folder)
            : ModelFixtures.exported(name, folder);
    Path written = Rewriting.rewrite(model, folder.resolve("out.onnx"), policy);
    ByteBuffer output = firstOutput(written);
    assertThat(output.remaining()).isPositive();
    assertThat(output).isEqualTo(firstOutput(model));
  }

  private static ByteBuffer firstOutput(Path model) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession session = environment.createSession(model.toString())) {
      for (String name : session.getInputNames()) {
        long[] row = name.equals("input_ids") ? new long[] {1, 17, 33, 2} : new long[] {1, 1, 1, 1};
        inputs.put(name, OnnxTensor.createTensor(environment, new long[][] {row}));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return ((OnnxTensor) result.get(0)).getByteBuffer();
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
