package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.RangeRun;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;

/** Ranges of the values of models of real exporters. */
class RangesTest {

  private record Range(float smallest, float largest) {}

  @TempDir Path folder;

  private FloatModel open(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream model = RangesTest.class.getResourceAsStream("/models/" + name)) {
      Files.copy(model, file);
    }
    return new OnnxFormat().open(SourceFiles.of(file));
  }

  private static Map<String, Range> ranges(FloatModel model, List<NamedTensor> inputs) {
    Map<String, Range> ranges = new HashMap<>();
    try (RangeRun run =
        new OnnxRuntimeActivations()
            .ranges(model, new RuntimeChoice(List.of(), RuntimePlace.PROCESS))) {
      run.run(
          inputs, (value, smallest, largest) -> ranges.put(value, new Range(smallest, largest)));
    }
    return ranges;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert.onnx", "gpt2_tied.onnx", "llama_kv.onnx"})
  void areThoseOfTheActivations(String name) throws IOException {
    try (FloatModel model = open(name);
        ActivationRun run = SiteActivations.open(model, List.of())) {
      List<NamedTensor> inputs = SiteActivations.tokens(model, 200, 1);
      Map<String, Range> ranges = ranges(model, inputs);
      Map<String, Copy> activations = SiteActivations.of(run, inputs);

      assertThat(ranges).hasSizeGreaterThan(activations.size());
      activations.forEach(
          (site, copy) -> {
            Range range = ranges.get(site);
            assertThat(range).as(site).isNotNull();
            float smallest = Float.POSITIVE_INFINITY;
            float largest = Float.NEGATIVE_INFINITY;
            for (float element : copy.values()) {
              smallest = Math.min(smallest, element);
              largest = Math.max(largest, element);
            }
            assertThat(range.smallest()).as(site).isCloseTo(smallest, within(1e-4f));
            assertThat(range.largest()).as(site).isCloseTo(largest, within(1e-4f));
          });
    }
  }

  @Test
  void valuesInHalfPrecisionHaveNone() throws IOException {
    try (FloatModel model = open("llama_fp16.onnx")) {
      Map<String, Range> ranges = ranges(model, SiteActivations.tokens(model, 200, 1));

      List<String> halves =
          model.weights().stream()
              .flatMap(weight -> weight.readers().stream())
              .filter(reader -> reader.activationType() == ElementType.FLOAT16)
              .flatMap(reader -> reader.site().stream())
              .map(Site::value)
              .toList();
      assertThat(halves).isNotEmpty();
      assertThat(ranges).doesNotContainKeys(halves.toArray(String[]::new));
    }
  }
}
