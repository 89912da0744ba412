package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.evaluation.Comparison;

/** The figures of the real encoder, from sentences to the end, are those of NumPy. */
class MiniLmComparisonTest {

  private static final Path GOLDEN =
      Path.of("..", "evaluation", "src", "test", "resources", "golden", "golden.properties");
  private static final String PREFIX = "minilm.whole.figure.";
  private static final int SAMPLES = 24;

  /**
   * Other versions of ONNX Runtime, other processors and padding add float32 in another order: 1e-6
   * of these figures from one version to the next.
   */
  private static final Percentage OF_RUNS = Percentage.withPercentage(0.001);

  /** One of the ten neighbours of one sample. */
  private static final double A_NEIGHBOUR = 0.1 / SAMPLES;

  @TempDir private Path folder;

  @Test
  void figuresAreThoseOfNumPy() throws IOException {
    Path model = Woq.miniLm(folder);
    Path quantized = folder.resolve("int4.onnx");
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: minilm.onnx
            output: int4.onnx
            defaults:
              algorithm: rtn
              bits: 4
              format: {id: matmul-nbits, accuracy_level: 0}
            """);
    assertThat(Woq.run("quantize", recipe, "--no-verify").code()).isZero();

    Map<String, Double> actual =
        Comparison.of(model, quantized)
            .data(
                Reference.of(
                    "text",
                    Map.of(
                        "file",
                        sentences().toString(),
                        "tokenizer",
                        Woq.tokenizer(folder).toString())))
            .runtimeIn(RuntimePlace.PROCESS)
            .measuring(false, false)
            .run()
            .candidates()
            .get(0)
            .quality()
            .figures()
            .stream()
            .filter(figure -> figure.output().equals(Optional.of("output_0")))
            .collect(Collectors.toMap(Figure::name, Figure::value));

    Map<String, Double> golden = golden();
    assertThat(golden).hasSize(11);
    golden.forEach(
        (name, value) -> {
          if (name.equals("neighbour_overlap")) {
            assertThat(actual.get(name)).as(name).isCloseTo(value, offset(A_NEIGHBOUR));
          } else {
            assertThat(actual.get(name)).as(name).isCloseTo(value, OF_RUNS);
          }
        });
  }

  /** The first lines of the examples. The source puts sentences of like length together. */
  private Path sentences() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "examples", "sentences.txt"));
    return Files.write(folder.resolve("sentences.txt"), lines.subList(0, SAMPLES));
  }

  private static Map<String, Double> golden() throws IOException {
    Properties all = new Properties();
    try (Reader reader = Files.newBufferedReader(GOLDEN)) {
      all.load(reader);
    }
    return all.stringPropertyNames().stream()
        .filter(name -> name.startsWith(PREFIX))
        .collect(
            Collectors.toMap(
                name -> name.substring(PREFIX.length()),
                name -> Double.valueOf(all.getProperty(name))));
  }
}
