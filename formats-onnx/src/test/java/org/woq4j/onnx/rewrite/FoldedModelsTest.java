package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.rewrite.ScaledModel.Scales;

/** Models of real exporters stay the same function when every activation is divided. */
class FoldedModelsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/models/bert.onnx, 8",
    "/models/gpt2_tied.onnx, 9",
    "/models/llama_kv.onnx, 9",
    "/all-minilm-l6-v2.onnx, 25"
  })
  void outputsStayTheSameToFloatAccuracy(String name, int sites) throws IOException {
    ScaledModel scaled = scaled(name, Scales.ANY).isWithin(4e-6);
    assertThat(scaled.descriptions()).hasSize(sites);
  }

  @Test
  void halfPrecisionIsDividedInSinglePrecision() throws IOException {
    ScaledModel scaled = scaled("/models/llama_fp16.onnx", Scales.POWERS_OF_TWO).isWithin(1e-3);
    assertThat(scaled.descriptions()).hasSize(5);
    assertThat(scaled.folded()).isEmpty();
    scaled("/models/llama_fp16.onnx", Scales.ANY).isWithin(4e-3);
  }

  /**
   * The residual connection reads each layer norm too, and an activation function is not a factor.
   */
  @ParameterizedTest
  @CsvSource({"/models/bert.onnx, layer_norm", "/all-minilm-l6-v2.onnx, LayerNorm"})
  void encodersThatNormalizeBehindTheResidualHaveNothingToFold(String name, String norm)
      throws IOException {
    ScaledModel scaled = scaled(name, Scales.POWERS_OF_TWO);
    assertThat(scaled.folded()).isEmpty();
    assertThat(scaled.descriptions())
        .allSatisfy(
            (site, description) -> {
              if (site.contains(norm)) {
                assertThat(description).contains(site + " is also read by");
              }
            });
  }

  @Test
  void decodersThatNormalizeBeforeABlockFoldEveryNorm() throws IOException {
    assertThat(scaled("/models/gpt2_tied.onnx", Scales.POWERS_OF_TWO).descriptions())
        .containsEntry("view_2", "the input's scale is folded into node_layer_norm")
        .containsEntry("view_9", "the input's scale is folded into node_layer_norm_1")
        .containsEntry("view_13", "the input's scale is folded into node_layer_norm_2")
        .containsEntry("view_20", "the input's scale is folded into node_layer_norm_3")
        .containsEntry(
            "view_24",
            "the input's scale is folded into node_layer_norm_4; the output of node_embedding is"
                + " divided, too, as it reads the same codes");
    ScaledModel llama = scaled("/models/llama_kv.onnx", Scales.POWERS_OF_TWO);
    assertThat(llama.folded())
        .containsExactly("mul_116", "mul_397", "mul_433", "mul_714", "mul_750");
    assertThat(llama.descriptions().get("mul_410"))
        .isEqualTo(
            "the input is divided by a Mul, because the weight of node_linear_5 is quantized");
  }

  /** The gate is multiplied with a product, which can be divided if its weight stays. */
  @Test
  void ofTwoBranchesThatAreMultipliedTheProductIsDivided() throws IOException {
    ModelProto model = model("/models/llama_kv.onnx");
    ScaledModel scaled =
        ScaledModel.of(model, Scales.ANY, folder, weight -> weight.inputFeatures() == 176)
            .isWithin(4e-6);
    assertThat(scaled.descriptions())
        .containsEntry("mul_410", "the input's scale is folded into node_linear_5")
        .containsEntry("mul_727", "the input's scale is folded into node_linear_12");
    assertThat(scaled.operators()).isEqualTo(Contents.operators(model));
  }

  private ScaledModel scaled(String resource, Scales scales) throws IOException {
    return ScaledModel.of(model(resource), scales, folder);
  }

  private static ModelProto model(String resource) throws IOException {
    try (InputStream in = FoldedModelsTest.class.getResourceAsStream(resource)) {
      return ModelProto.parseFrom(Objects.requireNonNull(in, resource).readAllBytes());
    }
  }
}
