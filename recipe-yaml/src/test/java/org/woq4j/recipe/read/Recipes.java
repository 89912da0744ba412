package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.recipe.error.RecipeError;

/** Reads recipes that tests write as text. */
public final class Recipes {

  public static final String WHOLE =
      """
      model: model.onnx
      output: model.int4.onnx
      defaults:
        algorithm: {id: rtn, clip_search: mse}
        bits: 4
        group_size: 32
        scheme: asym
        sym_range: full
        format: {id: matmul-nbits, accuracy_level: 4}
      rules:
        - match: "/encoder/layer.0/*"
          bits: 8
        - match: {op: Gemm, name: "*/pooler/*"}
          skip: true
        - match: {weight: "onnx::MatMul_*"}
          algorithm: rtn
          format: qdq
      target: {id: cpu, rows: 16, runtime: "1.20", instructions: avx2}
      external_data: always
      runtime_in: child
      verify: false
      threads: 2
      memory: 512MiB
      """;

  private Recipes() {}

  public static ReadRecipe read(String yaml, String... overrides) {
    return read(yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  public static ReadRecipe read(byte[] yaml, String... overrides) {
    return RecipeReader.read(yaml, Path.of("r.yaml"), List.of(overrides));
  }

  /** The problems, a text each as the user sees it. */
  public static List<String> problems(String yaml, String... overrides) {
    return problems(yaml.getBytes(StandardCharsets.UTF_8), overrides);
  }

  /** The problems, whether a request could be made or not. */
  public static List<String> problems(byte[] yaml, String... overrides) {
    List<Issue> issues;
    try {
      issues = read(yaml, overrides).issues();
    } catch (WoqException incomplete) {
      assertThat(incomplete.code()).isEqualTo(RecipeError.INCOMPLETE);
      issues = incomplete.issues();
    }
    return issues.stream().map(Object::toString).toList();
  }

  /** The problems of a recipe with the required keys and the given lines. */
  public static List<String> problemsOf(String lines) {
    return problems("model: m\noutput: o\n" + lines);
  }
}
