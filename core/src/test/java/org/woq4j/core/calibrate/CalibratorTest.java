package org.woq4j.core.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.woq4j.core.HeapModel.at;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapRunner;
import org.woq4j.core.HeapSource;
import org.woq4j.core.ReferenceGram;
import org.woq4j.core.Tensors;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.OnePassPlan;
import org.woq4j.core.plan.PlannedStatistics;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;

class CalibratorTest {

  private static final RuntimeChoice RUNTIME =
      new RuntimeChoice(List.of("SomeProvider"), RuntimePlace.PROCESS);

  private static final CalibrationPass X = pass(at("x"), 4);

  private final HeapModel model =
      new HeapModel()
          .input("x", ElementType.FLOAT32, "batch", "sequence", "4")
          .input("attention_mask", ElementType.INT64, "batch", "sequence")
          .matMul("w", 4, 6, "n");
  private final HeapRunner runner = new HeapRunner().product("h", "x", "w");
  private final HeapSource source = new HeapSource();
  private final Workers workers = new Workers(2);
  private final Cancellation cancellation = new Cancellation();
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void stop() {
    workers.close();
  }

  private static CalibrationPass pass(SiteSet sites, int features) {
    return new CalibrationPass(
        List.of(new PlannedStatistics(sites, features, Set.of(Statistic.GRAM), Optional.empty())));
  }

  private static NamedTensor x(long seed) {
    return Tensors.floats("x", new long[] {2, 3, 4}, Tensors.normal(seed, 6, 4));
  }

  private Calibrator calibrator(CalibrationSource from, CalibrationPass... passes) {
    ProgressListener listener = (stage, done, total) -> heard.add(stage + " " + done + "/" + total);
    CalibrationPlan plan =
        new CalibrationPlan(
            new SourceChoice(from, OptionValues.of(from.options(), Map.of())),
            RUNTIME,
            new OnePassPlan(List.of(passes), Optional.empty()),
            Optional.empty(),
            List.of());
    RunContext context =
        new RunContext(
            null, model, new PlainLinearAlgebra(), workers, new RunControl(listener, cancellation));
    return new Calibrator(context, plan, runner);
  }

  /** Of batches of six rows. */
  private static float[] gram(float[]... batches) {
    int length = batches[0].length;
    float[] all = new float[batches.length * length];
    for (int i = 0; i < batches.length; i++) {
      System.arraycopy(batches[i], 0, all, i * length, length);
    }
    double[] shrunk = ReferenceGram.shrunk(all, length / 6);
    float[] gram = new float[shrunk.length];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (float) shrunk[i];
    }
    return gram;
  }

  private float[] timesW(float[] x) {
    return times(x, model.values("w"));
  }

  private static float[] times(float[] x, float[] weight) {
    int outputs = weight.length / 4;
    float[] product = new float[6 * outputs];
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < 4; k++) {
        for (int j = 0; j < outputs; j++) {
          product[i * outputs + j] += x[i * 4 + k] * weight[k * outputs + j];
        }
      }
    }
    return product;
  }

  private static void assertClose(float[] actual, float[] expected) {
    float largest = 0;
    for (float element : expected) {
      largest = Math.max(largest, Math.abs(element));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-6f * largest);
    }
  }

  @Test
  void activationsOfEveryBatchAreSummedUp() {
    source.batch(x(1)).batch(x(2));
    CalibrationPass both =
        new CalibrationPass(
            List.of(
                new PlannedStatistics(at("x"), 4, Set.of(Statistic.GRAM), Optional.empty()),
                new PlannedStatistics(
                    at("h"), 6, Set.of(Statistic.GRAM, Statistic.ABS_MEAN), Optional.empty())));
    Calibrator calibrator = calibrator(source, both);
    Map<SiteSet, GatheredStatistics> gathered = calibrator.gather(both);

    float[] first = Tensors.normal(1, 6, 4);
    float[] second = Tensors.normal(2, 6, 4);
    assertClose(gathered.get(at("x")).statistics().gram().orElseThrow(), gram(first, second));
    assertClose(
        gathered.get(at("h")).statistics().gram().orElseThrow(),
        gram(timesW(first), timesW(second)));
    assertThat(gathered.get(at("h")).statistics().absMean()).isPresent();
    assertThat(gathered.get(at("x")).rows()).isEqualTo(12);
    assertThat(runner.tasks)
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.sites()).isEqualTo(at("x", "h").all());
              assertThat(task.runtime()).isEqualTo(RUNTIME);
            });
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  void statisticsOfSeveralSitesAreAdded() {
    model.matMulAt(List.of("x", "y"), "shared", 4, 4);
    runner.product("y", "x", "shared");
    source.batch(x(1));
    CalibrationPass pass =
        new CalibrationPass(
            List.of(
                new PlannedStatistics(at("x", "y"), 4, Set.of(Statistic.GRAM), Optional.empty()),
                new PlannedStatistics(at("x"), 4, Set.of(Statistic.GRAM), Optional.empty()),
                new PlannedStatistics(at("y"), 4, Set.of(Statistic.GRAM), Optional.empty())));
    Map<SiteSet, GatheredStatistics> gathered = calibrator(source, pass).gather(pass);

    GatheredStatistics together = gathered.get(at("x", "y"));
    float[] x = Tensors.normal(1, 6, 4);
    assertThat(together.rows()).isEqualTo(12);
    assertThat(gathered.get(at("x")).rows()).isEqualTo(6);
    assertClose(
        together.statistics().gram().orElseThrow(), gram(x, times(x, model.values("shared"))));
    assertThat(runner.tasks.get(0).sites()).isEqualTo(at("x", "y").all());
  }

  @Test
  void theReportCountsBatchesRowsAndPadding() {
    source.batch(x(1), Tensors.longs("attention_mask", new long[] {2, 3}, 1, 1, 0, 1, 0, 0));
    source.batch(x(2));
    source.remark = Optional.of("the data is random and worth little");
    Calibrator calibrator = calibrator(source, X);
    calibrator.gather(X);

    assertThat(calibrator.report().source()).isEqualTo("heap");
    assertThat(calibrator.report().batches()).isEqualTo(2);
    assertThat(calibrator.report().rows()).isEqualTo(9);
    assertThat(calibrator.report().counts().maskedRows()).isEqualTo(3);
    assertThat(calibrator.report().passes()).isEqualTo(1);
    assertThat(calibrator.report().remarks())
        .containsExactly("the data is random and worth little");
    assertThat(runner.fed.get(1)).hasSize(2);
  }

  @Test
  void progressCountsTheBatchesOfAllPasses() {
    source.batch(x(1)).batch(x(2));
    CalibrationPass second = pass(at("h"), 6);
    Calibrator calibrator = calibrator(source, X, second);
    calibrator.gather(X);
    calibrator.gather(second);

    assertThat(heard)
        .containsExactly(
            "CALIBRATE 0/4",
            "CALIBRATE 1/4",
            "CALIBRATE 2/4",
            "CALIBRATE 2/4",
            "CALIBRATE 3/4",
            "CALIBRATE 4/4");
    assertThat(calibrator.report().batches()).isEqualTo(2);
    assertThat(calibrator.report().passes()).isEqualTo(2);
  }

  @Test
  void noDataIsAnError() {
    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .isInstanceOf(WoqException.class)
        .hasMessage("the calibration source 'heap' has no data; give it at least one sample");
  }

  @Test
  void problemsOfABatchHaveItsNumber() {
    source.batch(x(1)).batch(Tensors.floats("x", new long[] {1, 1, 5}, new float[5]));

    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .hasMessage(
            "batch 2: the input x has the shape [1, 1, 5]; give x [batch, sequence, 4] FLOAT32");
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  void theSourceMayTellWhereABatchComesFrom() {
    source.origin = Optional.of("a.npz");
    source.batch(Tensors.floats("y", new long[] {1}, 1));

    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .hasMessageStartingWith("batch 1 (a.npz): the model has no input y;");
  }

  @Test
  void anActivationThatIsNotFiniteIsReportedWithBatchAndSite() {
    float[] values = new float[24];
    values[9] = Float.POSITIVE_INFINITY;
    source.batch(x(1)).batch(Tensors.floats("x", new long[] {2, 3, 4}, values));

    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .hasMessageStartingWith("batch 2: the activation x is Infinity at row 2, feature 1;");
  }

  @Test
  void aSourceThatFailsIsNamed() {
    CalibrationSource failing =
        Registry.builder().add(failing()).build().source("failing").orElseThrow();
    assertThatThrownBy(() -> calibrator(failing, X).gather(X))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(CoreError.PLUGIN_FAILED))
        .hasMessageContaining("'failing' failed at batch 1: java.lang.IllegalStateException: oh");
  }

  @Test
  void aSourceThatGivesAnotherNumberOfBatchesTheSecondTimeIsNamed() {
    Calibrator calibrator = calibrator(source, X, X);
    source.batch(x(1));
    calibrator.gather(X);
    source.batch(x(2));

    assertThatThrownBy(() -> calibrator.gather(X))
        .hasMessageContaining("the calibration source 'heap' returned 1 batches, then 2");
  }

  @Test
  void cancellationIsSeenBetweenBatches() {
    source.batch(x(1)).batch(x(2)).batch(x(3)).batch(x(4));
    runner.before = inputs -> cancellation.cancel();

    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .isInstanceOf(CancellationException.class);
    assertThat(runner.fed).hasSizeLessThan(3);
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  void batchesAreSummedUpInTheirOrderWhicheverIsReadyFirst() {
    for (int i = 0; i < 20; i++) {
      source.batch(x(i));
    }
    model.matMulAt(List.of("x", "y"), "shared", 4, 4);
    runner.product("y", "x", "shared");
    CalibrationPass both = pass(at("x", "y"), 4);
    float[] inOrder =
        calibrator(source, both).gather(both).get(at("x", "y")).statistics().gram().orElseThrow();
    AtomicInteger turn = new AtomicInteger();
    runner.before = inputs -> pause(turn.getAndIncrement() % 2 == 0 ? 3 : 0);

    assertThat(
            calibrator(source, both)
                .gather(both)
                .get(at("x", "y"))
                .statistics()
                .gram()
                .orElseThrow())
        .isEqualTo(inOrder);
    assertThat(heard).endsWith("CALIBRATE 20/20");
  }

  @Test
  void theFirstFailedBatchIsReportedInAnyOrderOfFailures() {
    float[] wrong = new float[24];
    wrong[0] = Float.POSITIVE_INFINITY;
    NamedTensor bad = Tensors.floats("x", new long[] {2, 3, 4}, wrong);
    source.batch(bad).batch(Tensors.floats("x", new long[] {1, 1, 5}, new float[5]));
    runner.before = inputs -> pause(20);

    assertThatThrownBy(() -> calibrator(source, X).gather(X))
        .hasMessageStartingWith("batch 1: the activation x is Infinity");
  }

  @Test
  void aRunnerThatLeavesOutASiteIsSeen() {
    source.batch(x(1)).batch(x(2));
    CalibrationPass two = pass(at("x", "x2"), 4);
    runner.forgotten = "x2";

    assertThatThrownBy(() -> calibrator(source, two).gather(two))
        .hasMessageContaining("the runner has not given every activation");
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CalibrationSource failing() {
    return new CalibrationSource() {
      @Override
      public String id() {
        return "failing";
      }

      @Override
      public Batches open(List<ModelInput> inputs, OptionValues options) {
        return new Batches() {
          @Override
          public OptionalLong count() {
            return OptionalLong.empty();
          }

          @Override
          public List<NamedTensor> next() {
            throw new IllegalStateException("oh");
          }

          @Override
          public void close() {}
        };
      }
    };
  }
}
