package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;

/** Activations of models of real exporters. */
class ExportedActivationsTest {

  @TempDir Path folder;

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    String path = name.startsWith("all") ? "/" : "/models/";
    try (InputStream model = ExportedActivationsTest.class.getResourceAsStream(path + name)) {
      Files.copy(model, file);
    }
    return file;
  }

  /** All of the model with its sites as further outputs, unoptimized, on many threads. */
  private static List<Activation> whole(Path file, List<String> sites, List<NamedTensor> inputs)
      throws IOException, NotRunnableException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    List<String> names = new ArrayList<>();
    model.getGraph().getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    assertThat(names).containsAll(sites);
    GraphProto.Builder graph = model.getGraph().toBuilder();
    graph.clearOutput();
    sites.forEach(site -> graph.addOutput(ValueInfoProto.newBuilder().setName(site)));
    graph.addAllOutput(model.getGraph().getOutputList());
    byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
    try (OnnxRuntime runtime = OnnxRuntime.start(RuntimePlace.PROCESS, "", "");
        ModelRun run = runtime.load(bytes, SessionSettings.at(OptimizationLevel.DISABLED))) {
      return run.run(inputs.stream().map(Tensors::of).toList()).stream()
          .limit(sites.size())
          .map(output -> Activation.of(Tensors.named(output).orElseThrow()))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bert.onnx, 200, 1e-5",
    "gpt2_tied.onnx, 200, 1e-5",
    "llama_kv.onnx, 200, 1e-5",
    "llama_fp16.onnx, 200, 4e-3",
    "all-minilm-l6-v2.onnx, 30522, 1e-4"
  })
  void areThoseOfTheWholeModel(String name, int vocabulary, double tolerance) throws Exception {
    Path file = resource(name);
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file));
        ActivationRun run = SiteActivations.open(model, List.of())) {
      List<NamedTensor> inputs = SiteActivations.tokens(model, vocabulary, 1);
      List<String> sites = SiteActivations.sites(model).stream().map(Site::toString).toList();
      Map<String, Copy> activations = SiteActivations.of(run, inputs);
      assertThat(activations).containsOnlyKeys(sites);
      List<Activation> expected = whole(file, sites, inputs);
      for (int i = 0; i < sites.size(); i++) {
        Copy copy = activations.get(sites.get(i));
        assertThat(copy.shape()).as(sites.get(i)).isEqualTo(boxed(expected.get(i).shape()));
        assertThat(distance(copy.values(), expected.get(i).data())).isLessThan(tolerance);
      }
    }
  }

  @Test
  void allSitesOfMiniLmComeAtOnce() throws IOException {
    try (FloatModel model =
            new OnnxFormat().open(SourceFiles.of(resource("all-minilm-l6-v2.onnx")));
        ActivationRun run = SiteActivations.open(model, List.of())) {
      Map<String, Copy> activations =
          SiteActivations.of(run, SiteActivations.tokens(model, 30522, 2));
      assertThat(activations.values())
          .extracting(Copy::shape)
          .containsOnly(List.of(2L, 7L, 384L), List.of(2L, 7L, 1536L), List.of(2L, 384L));
      assertThat(activations).hasSize(25);
    }
  }

  @Test
  void batchesThatRunAtTheSameTimeGiveTheSameBits() throws Exception {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(resource("bert.onnx")));
        ActivationRun run = SiteActivations.open(model, List.of())) {
      List<List<NamedTensor>> batches = new ArrayList<>();
      List<Map<String, Copy>> alone = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        batches.add(SiteActivations.tokens(model, 200, i));
        alone.add(SiteActivations.of(run, batches.get(i)));
      }
      ExecutorService threads = Executors.newFixedThreadPool(3);
      List<Future<Map<String, Copy>>> together = new ArrayList<>();
      batches.forEach(batch -> together.add(threads.submit(() -> SiteActivations.of(run, batch))));
      for (int i = 0; i < batches.size(); i++) {
        Map<String, Copy> activations = together.get(i).get();
        alone
            .get(i)
            .forEach(
                (site, copy) ->
                    assertThat(activations.get(site).values()).isEqualTo(copy.values()));
      }
      threads.shutdown();
    }
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  /** Relative to the size of the expected values. */
  private static double distance(float[] actual, FloatBuffer expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - expected.get(i), 2);
      size += Math.pow(expected.get(i), 2);
    }
    return Math.sqrt(difference / size);
  }
}
