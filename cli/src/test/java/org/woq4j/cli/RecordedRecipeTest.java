package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.StringStringEntryProto;

/**
 * The recipe that {@code woq} records in a model. It is part of the model's bytes: its text must
 * not change by accident.
 */
class RecordedRecipeTest {

  @TempDir Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    TestModel.taking(2, 32)
        .weight("w", 32, 64)
        .weight("w1", 64, 16)
        .node("MatMul", List.of("x", "w"), "a")
        .node("MatMul", List.of("a", "w1"), "y")
        .output("y")
        .write(folder.resolve("float é.onnx"));
  }

  @Test
  void everyKeyThatShapesTheOutputIsRecorded() throws IOException {
    assertThat(
            recordedBy(
                """
                memory: 1GiB
                threads: 2
                verify: false
                external_data: always
                linear_algebra: plain
                calibration:
                  on_missing: error
                  mode: sequential
                  providers: CPUExecutionProvider
                  source: random
                  dimensions: []
                  batches: 2
                rules:
                  - {match: {op: MatMul, name: re:/a}, skip: false, bits: 8, sym_range: centered}
                  - {match: "*", format: {id: matmul-nbits, accuracy_level: 4}}
                defaults:
                  format: qdq
                  scheme: sym
                  group_size: 16
                  algorithm: {id: awq, rounding: {id: gptq, damp: 2e-3, act_order: true}}
                """))
        .isEqualTo(
            """
            defaults:
              algorithm: {id: awq, rounding: {id: gptq, act_order: true, damp: 0.002}}
              group_size: 16
              scheme: sym
              format: qdq
            rules:
              - match: {name: "re:/a", op: "MatMul"}
                bits: 8
                sym_range: centered
                skip: false
              - match: "*"
                format: {id: matmul-nbits, accuracy_level: 4}
            calibration:
              source: random
              batches: 2
              dimensions: []
              mode: sequential
              providers: [CPUExecutionProvider]
              on_missing: error
            linear_algebra: plain
            external_data: always
            """);
  }

  @Test
  void defaultsThatARecipeLeavesOutAreRecorded() throws IOException {
    new Npz().floats("x", new long[] {2, 32}, 1, 1).write(folder.resolve("data.npz"));

    assertThat(
            recordedBy(
                """
                calibration: {source: npz, path: ./data.npz}
                defaults: {algorithm: gptq, format: matmul-nbits}
                rules: [{match: /y, skip: true}]
                """))
        .isEqualTo(
            """
            defaults:
              algorithm: gptq
              format: matmul-nbits
            rules:
              - match: "/y"
                skip: true
            calibration:
              source: npz
              path: "data.npz"
              mode: one-pass
              on_missing: rtn
            external_data: auto
            """);
  }

  @Test
  void aRunWithoutARecipeIsRecordedToo() throws IOException {
    Path output = folder.resolve("out.onnx");
    Woq run =
        Woq.run(
            "quantize",
            "--model",
            folder.resolve("float é.onnx"),
            "--output",
            output,
            "--bits",
            8,
            "--algorithm-option",
            "ratio=0.9",
            "--accuracy-level",
            4,
            "--exclude",
            "/y");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(recorded(output))
        .isEqualTo(
            """
            defaults:
              algorithm: {id: rtn, ratio: 0.9}
              bits: 8
              format: {id: matmul-nbits, accuracy_level: 4}
            rules:
              - match: "/y"
                skip: true
            external_data: auto
            """);
  }

  private String recordedBy(String recipe) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("recipe.yaml"), "model: float é.onnx\noutput: out.onnx\n" + recipe);
    Woq run = Woq.run("quantize", file);
    assertThat(run.code()).as(run.err()).isZero();
    return recorded(folder.resolve("out.onnx"));
  }

  private static String recorded(Path model) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(model)).getMetadataPropsList().stream()
        .filter(property -> property.getKey().equals("woq4j.recipe"))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElseThrow();
  }
}
