package org.woq4j.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapRunner;
import org.woq4j.core.HeapSource;
import org.woq4j.core.ReferenceGram;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.Tensors;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.evaluate.Evaluations;
import org.woq4j.core.execution.Services;
import org.woq4j.core.memory.BatchMemory;
import org.woq4j.core.memory.PassMemory;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.memory.StatisticsMemory;
import org.woq4j.core.memory.UnitMemory;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

class CalibratedRunTest {

  private static final int ROWS = 15;

  /** Memory beside what the process takes. */
  private static final long AMPLE = 1 << 30;

  private static final long LITTLE = 500_000;

  private HeapModel model =
      new HeapModel()
          .input("x", ElementType.FLOAT32, "batch", "40")
          .matMulAt(List.of("x"), "a", 40, 300)
          .matMulAt(List.of("h"), "b", 300, 20);
  private final HeapRunner runner = new HeapRunner().product("h", "x", "a");
  private final HeapSource source = new HeapSource();
  private final RoundingAlgorithm whole =
      new RoundingAlgorithm("whole", false, UnaryOperator.identity());
  private final RoundingAlgorithm sliced =
      new RoundingAlgorithm("sliced", true, UnaryOperator.identity());
  private final RoundingAlgorithm rtn =
      new RoundingAlgorithm("rtn", true, UnaryOperator.identity());
  private Optional<Reference> onMissing = Optional.of(Reference.of("rtn"));
  private final float[] data = Tensors.normal(3, ROWS, 40);

  @BeforeEach
  void fill() {
    source.batch(Tensors.floats("x", new long[] {ROWS, 40}, data));
  }

  private QuantizationReport run(String algorithm, int sweeps) {
    return run(algorithm, sweeps, 2, AMPLE);
  }

  /** Runs with some memory beside what the process takes. */
  private QuantizationReport run(String algorithm, int sweeps, int threads, long beside) {
    Registry registry =
        Registry.builder()
            .add(whole)
            .add(sliced)
            .add(rtn)
            .add(new ByteEmitter("bytes"))
            .add(source)
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(
                Settings.builder()
                    .algorithm(Reference.of(algorithm, Map.of("sweeps", sweeps)))
                    .format("bytes")
                    .bits(4)
                    .groupSize(16)
                    .build())
            .calibration(new Calibration(Reference.of("heap"), Mode.ONE_PASS, List.of(), onMissing))
            .threads(threads)
            .memoryBound(ProcessMemory.calibrating(model.nodes(), threads).bytes() + beside)
            .build();
    return new QuantizationRun(
            Planner.plan(request, model, registry, List.of()),
            model,
            new Services(
                registry,
                new ChosenLinearAlgebra(LinearAlgebraChoice.PLAIN, List.of()),
                () -> runner,
                new Services.Checks(
                    Optional.empty(),
                    new Evaluations(files -> model, Optional.empty(), Optional.empty(), registry)),
                new Services.Writers(Optional.empty(), Optional::empty)),
            RunControl.none())
        .run();
  }

  /** A model whose one weight passes in many slices where there is little memory. */
  private static HeapModel wide() {
    return new HeapModel()
        .input("x", ElementType.FLOAT32, "batch", "40")
        .matMulAt(List.of("x"), "wide", 40, 3000);
  }

  @Test
  void unitsGetTheStatisticsOfTheirSite() {
    run("whole", 9);

    assertThat(whole.statistics).hasSize(2);
    assertThat(whole.statistics)
        .extracting(ActivationStatistics::features)
        .containsExactlyInAnyOrder(40, 300);
    assertThat(whole.statistics)
        .allSatisfy(
            statistics -> {
              assertThat(statistics.gathered()).containsExactly(Statistic.GRAM);
              assertThat(statistics.rows()).isEqualTo(ROWS);
            });
  }

  @Test
  void aWeightWhoseActivationCannotBeComputedGetsTheOtherAlgorithm() {
    runner.missing = "h";
    QuantizationReport report = run("whole", 9);

    assertThat(whole.statistics).extracting(ActivationStatistics::features).containsExactly(40);
    assertThat(report.layers().get(0).treatment().algorithm()).isEqualTo("whole");
    LayerReport missing = report.layers().get(1);
    assertThat(missing.treatment().algorithm()).isEqualTo("rtn");
    assertThat(missing.outputError()).isEmpty();
    assertThat(missing.notes())
        .containsExactly(
            new Note(
                Note.Kind.FALLBACK,
                "quantized by rtn in place of whole: its activation cannot be computed here"));
    assertThat(report.calibration().orElseThrow().remarks())
        .containsExactly("the activations at h cannot be computed here: no kernel");
  }

  @Test
  void withoutAnotherAlgorithmSuchAWeightIsAnError() {
    runner.missing = "h";
    onMissing = Optional.empty();
    assertThatThrownBy(() -> run("whole", 9))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(CoreError.BAD_CALIBRATION))
        .hasMessageContainingAll("at h cannot be computed here: no kernel", "on_missing");
  }

  @Test
  void slicesShareTheStatisticsOfTheirSite() {
    model = wide();
    run("sliced", 9, 2, LITTLE);

    List<float[]> grams =
        sliced.statistics.stream().map(statistics -> statistics.gram().orElseThrow()).toList();
    assertThat(grams).hasSizeGreaterThan(2).allSatisfy(g -> assertThat(g).isSameAs(grams.get(0)));
  }

  @Test
  void passesAndThreadsDoNotChangeTheStatistics() {
    run("whole", 9, 1, AMPLE);
    Map<Integer, float[]> once = byFeatures();
    whole.statistics.clear();
    source.opened = 0;
    PassMemory ofH =
        PassMemory.of(
            List.of(StatisticsMemory.of(300, Set.of(Statistic.GRAM))),
            BatchMemory.of(1, ROWS, List.of(300), 300),
            UnitMemory.ofGroup(300 * 20, 300, Set.of(Statistic.GRAM)));
    QuantizationReport report = run("whole", 9, 3, ofH.bytes());

    assertThat(report.calibration().orElseThrow().passes()).isEqualTo(1);
    assertThat(source.opened).as("by the plan, and by the run").isEqualTo(2);
    assertThat(runner.pieces).containsExactly(List.of("h"));
    assertThat(byFeatures())
        .allSatisfy((features, gram) -> assertThat(gram).isEqualTo(once.get(features)));
  }

  private Map<Integer, float[]> byFeatures() {
    Map<Integer, float[]> grams = new TreeMap<>();
    whole.statistics.forEach(s -> grams.put(s.features(), s.gram().orElseThrow()));
    assertThat(grams).hasSize(2);
    return grams;
  }

  @Test
  void outputErrorIsThatOfTheLayersOutput() {
    List<LayerReport> coarse = run("whole", 9).layers();
    byte[] codes = model.written.get("x/a/codes").clone();

    assertThat(coarse).allSatisfy(layer -> assertThat(layer.outputError()).isPresent());
    assertThat(coarse.get(0).outputError().orElseThrow()).isCloseTo(error(codes), offset(1e-5));
  }

  /**
   * The root of tr((W−Ŵ)ᵀG(W−Ŵ)) / tr(WᵀGW) of the weight a, with scales and zero points found
   * again from W.
   */
  private double error(byte[] codes) {
    float[] w = model.values("a");
    double[] gram = ReferenceGram.shrunk(data, 40);
    double error = 0;
    double squares = 0;
    for (int n = 0; n < 300; n++) {
      double[] exact = new double[40];
      double[] apart = new double[40];
      for (int from = 0; from < 40; from += 16) {
        readGroup(w, codes, n, from, exact, apart);
      }
      for (int i = 0; i < gram.length; i++) {
        squares += gram[i] * exact[i / 40] * exact[i % 40];
        error += gram[i] * apart[i / 40] * apart[i % 40];
      }
    }
    return Math.sqrt(error / squares);
  }

  private static void readGroup(
      float[] w, byte[] codes, int n, int from, double[] exact, double[] apart) {
    int to = Math.min(40, from + 16);
    float low = 0;
    float high = 0;
    for (int k = from; k < to; k++) {
      low = Math.min(low, w[k * 300 + n]);
      high = Math.max(high, w[k * 300 + n]);
    }
    float scale = (high - low) / 15;
    double zero = Math.rint(-low / scale);
    for (int k = from; k < to; k++) {
      double value = w[k * 300 + n];
      double decoded = (codes[n * 40 + k] - zero) * scale;
      exact[k] = value;
      apart[k] = value - decoded;
    }
  }

  @Test
  void outputErrorIsAbsentWithoutAGram() {
    QuantizationReport report = run("whole", 8);

    assertThat(report.layers()).allSatisfy(layer -> assertThat(layer.outputError()).isEmpty());
    assertThat(whole.statistics)
        .allSatisfy(s -> assertThat(s.gathered()).containsExactly(Statistic.ABS_MEAN));
  }

  @Test
  void outputErrorDoesNotDependOnSlices() {
    model = wide();
    double once = run("sliced", 9).layers().get(0).outputError().orElseThrow();
    double parts = run("sliced", 9, 3, LITTLE).layers().get(0).outputError().orElseThrow();

    assertThat(parts).isCloseTo(once, offset(1e-9));
  }

  @Test
  void theReportSaysWhatDataWasUsed() {
    QuantizationReport report = run("whole", 9);

    assertThat(report.calibration().orElseThrow().source()).isEqualTo("heap");
    assertThat(report.calibration().orElseThrow().mode()).isEqualTo(Mode.ONE_PASS);
    assertThat(report.calibration().orElseThrow().batches()).isEqualTo(1);
    assertThat(report.calibration().orElseThrow().rows()).isEqualTo(ROWS);
  }

  @Test
  void dataThatNothingNeedsIsNotOpenedAndTheReportSaysSo() {
    QuantizationReport report = run("whole", 1);

    assertThat(source.opened).isZero();
    assertThat(runner.tasks).isEmpty();
    assertThat(report.calibration().orElseThrow().batches()).isZero();
    assertThat(report.calibration().orElseThrow().remarks())
        .containsExactly("no algorithm needs data");
  }

  @Test
  void fallbacksReachTheReport() {
    model.matMulInBody("if/then", "inner", 40, 16, "n");
    QuantizationReport report = run("whole", 9);

    assertThat(report.layers().get(2).algorithm()).isEqualTo("rtn");
    assertThat(report.layers().get(2).notes())
        .extracting(Note::kind)
        .containsExactly(Note.Kind.FALLBACK);
  }

  @Test
  void badDataIsReportedBeforeAnyWeightIsRead() {
    source.batch(Tensors.floats("x", new long[] {1, 39}, new float[39]));

    assertThatThrownBy(() -> run("whole", 9)).hasMessageStartingWith("batch 2: the input x has");
    assertThat(whole.statistics).isEmpty();
    assertThat(model.events).isEmpty();
  }
}
