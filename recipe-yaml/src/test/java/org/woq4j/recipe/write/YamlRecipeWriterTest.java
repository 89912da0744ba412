package org.woq4j.recipe.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

class YamlRecipeWriterTest {

  private static final Path MODEL = Path.of("some", "folder", "model.onnx");
  private static final Path OUTPUT = Path.of("elsewhere", "model.int4.onnx");

  @Test
  void aRequestIsWrittenAsTheRecipeThatAsksForIt() {
    Reference algorithm =
        Reference.of(
            "awq",
            Map.of(
                "rounding",
                Reference.of("gptq", Map.of("damp", 0.01)),
                "then",
                Reference.of("rtn"),
                "duo",
                true));
    QuantizationRequest request =
        QuantizationRequest.builder(MODEL, OUTPUT)
            .defaults(
                Settings.builder()
                    .algorithm(algorithm)
                    .bits(4)
                    .groupSize(-1)
                    .scheme("sym")
                    .format("matmul-nbits")
                    .build())
            .embeddings(4)
            .rest(Rest.FLOAT16)
            .rule(rule(WeightMatcher.name("/layer.0/*"), Settings.builder().bits(8).build()))
            .rule(
                rule(
                    new WeightMatcher(
                        Optional.of("*/pooler/*"), Optional.of("Gemm"), Optional.empty()),
                    Settings.builder().skip(true).build()))
            .deployment(
                new Deployment(
                    Reference.of("cpu", Map.of("instructions", "vnni")),
                    OptionalInt.of(16),
                    Optional.of("1.20")))
            .externalData(ExternalData.NEVER)
            .linearAlgebra(LinearAlgebraChoice.PLAIN)
            .build();
    assertThat(new YamlRecipeWriter().write(request, List.of()))
        .isEqualTo(
            """
            defaults:
              algorithm: {id: awq, duo: true, rounding: {id: gptq, damp: 0.01}, then: {id: rtn}}
              bits: 4
              group_size: -1
              scheme: sym
              format: matmul-nbits
            embeddings: 4
            rest: float16
            rules:
              - match: "/layer.0/*"
                bits: 8
              - match: {name: "*/pooler/*", op: "Gemm"}
                skip: true
            target: {id: cpu, rows: 16, runtime: "1.20", instructions: vnni}
            linear_algebra: plain
            external_data: never
            """);
  }

  @Test
  void calibrationIsWrittenWithoutFoldersAndMemory() {
    Reference source =
        Reference.of("text", Map.of("file", Path.of("a", "b", "lines.txt"), "samples", 8));
    QuantizationRequest request =
        QuantizationRequest.builder(MODEL, OUTPUT)
            .folder(Path.of("a"))
            .calibration(
                new Calibration(
                    source, Mode.SEQUENTIAL, List.of("CPUExecutionProvider"), Optional.empty()))
            .memoryBound(9)
            .runtimeIn(RuntimePlace.CHILD)
            .build();

    assertThat(new YamlRecipeWriter().write(request, List.of()))
        .isEqualTo(
            """
            calibration:
              source: text
              file: "lines.txt"
              samples: 8
              mode: sequential
              providers: [CPUExecutionProvider]
              on_missing: error
            external_data: auto
            """);
  }

  @Test
  void pluginsAreRequiredAsTheyAre() {
    assertThat(
            new YamlRecipeWriter()
                .write(
                    QuantizationRequest.builder(MODEL, OUTPUT).build(),
                    List.of(
                        PluginRequirement.of("org.acme.any"),
                        new PluginRequirement(
                            "acme", Optional.of("1.0"), Optional.of("AB"), Optional.empty()))))
        .isEqualTo(
            """
            plugins:
              require:
                - {id: "org.acme.any"}
                - {id: acme, version: "1.0", sha256: "ab"}
            external_data: auto
            """);
  }

  @Test
  void settingsThatDoNotChangeTheOutputAreLeftOut() {
    String plain =
        new YamlRecipeWriter().write(QuantizationRequest.builder(MODEL, OUTPUT).build(), List.of());
    String busy =
        new YamlRecipeWriter()
            .write(
                QuantizationRequest.builder(Path.of("other"), Path.of("elsewhere"))
                    .threads(7)
                    .memoryBound(1L << 30)
                    .verify(false)
                    .build(),
                List.of());
    assertThat(busy).isEqualTo(plain).isEqualTo("external_data: auto\n");
  }

  @Test
  void textsThatYamlWouldReadOtherwiseAreQuoted() {
    Map<String, Object> options =
        Map.of(
            "a", "no", "b", "4", "c", "Null", "d", "ü\n\"\\", "e", "", "f", List.of("x", 1, "- y"));
    assertThat(algorithmLine(Reference.of("true", options)))
        .isEqualTo(
            "{id: \"true\", a: \"no\", b: \"4\", c: \"Null\", d: \"\\u00FC\\u000A\\\"\\\\\", e: \"\","
                + " f: [x, 1, \"- y\"]}");
  }

  @Test
  void decimalsAreWrittenAsShortAsTheyReadBack() {
    Map<String, Object> options =
        Map.of(
            "a",
            1.0,
            "b",
            Double.parseDouble("2e23"),
            "c",
            0.1,
            "d",
            -0.0,
            "e",
            Double.MIN_VALUE,
            "f",
            100.0,
            "g",
            2e-3);
    assertThat(algorithmLine(Reference.of("x", options)))
        .isEqualTo("{id: x, a: 1.0, b: 2E+23, c: 0.1, d: -0.0, e: 5E-324, f: 1E+2, g: 0.002}");
  }

  private static String algorithmLine(Reference algorithm) {
    QuantizationRequest request =
        QuantizationRequest.builder(MODEL, OUTPUT)
            .defaults(Settings.builder().algorithm(algorithm).build())
            .build();
    return new YamlRecipeWriter()
        .write(request, List.of())
        .lines()
        .filter(line -> line.startsWith("  algorithm: "))
        .map(line -> line.substring("  algorithm: ".length()))
        .findFirst()
        .orElseThrow();
  }

  private static WeightRule rule(WeightMatcher matcher, Settings settings) {
    return new WeightRule(matcher, settings, Optional.empty());
  }
}
