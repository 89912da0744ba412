package org.woq4j.runtime.onnx.verify.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

class DimensionSizesTest {

  private static final DimensionSizes SIZES = new DimensionSizes(2, 5, 3, 4);

  private static Map<String, List<Long>> shapes(ModelBuilder model) {
    return SIZES.shapes(model.graph().getInputList());
  }

  @Test
  void aMaskCoversPastAndSequence() {
    Map<String, List<Long>> shapes =
        shapes(
            new ModelBuilder()
                .input("input_ids", DataType.INT64, "batch", "sequence")
                .input("attention_mask", DataType.INT64, "batch", "s53")
                .input("past_key_values.0.key", DataType.FLOAT, "batch", 2, "past", 16));
    assertThat(shapes)
        .containsEntry("input_ids", List.of(2L, 5L))
        .containsEntry("attention_mask", List.of(2L, 8L))
        .containsEntry("past_key_values.0.key", List.of(2L, 2L, 3L, 16L));
  }

  @Test
  void aMaskWithoutAPastCoversTheSequence() {
    Map<String, List<Long>> shapes =
        shapes(
            new ModelBuilder()
                .input("attention_mask", DataType.INT64, "b", "t")
                .input("input_ids", DataType.INT64, "b", "s"));
    assertThat(shapes).containsEntry("attention_mask", List.of(2L, 5L));
  }

  @Test
  void aSymbolHasOneSizeEverywhere() {
    Map<String, List<Long>> shapes =
        shapes(
            new ModelBuilder()
                .input("input_ids", DataType.INT64, "batch", "batch")
                .input("pixels", DataType.FLOAT, 3, "batch"));
    assertThat(shapes)
        .containsEntry("input_ids", List.of(2L, 2L))
        .containsEntry("pixels", List.of(3L, 2L));
  }

  @Test
  void unnamedDimensionsAreGuessedFromTheirPlace() {
    Map<String, List<Long>> shapes =
        shapes(
            new ModelBuilder()
                .input("x", DataType.FLOAT, "", "", 64)
                .input("pixels", DataType.FLOAT, "", 3, "", ""));
    assertThat(shapes)
        .containsEntry("x", List.of(2L, 5L, 64L))
        .containsEntry("pixels", List.of(2L, 3L, 4L, 4L));
  }
}
