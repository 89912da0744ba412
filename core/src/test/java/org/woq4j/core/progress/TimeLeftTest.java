package org.woq4j.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapSource;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.Tensors;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/** A run whose stages are as long, in proportion, as their work. */
class TimeLeftTest {

  private static final int BATCHES = 2000;

  /** Seconds per work: three times slower than where the work was measured. */
  private static final double SLOW = 3 / 50e9;

  private final HeapModel model =
      new HeapModel()
          .input("x", ElementType.FLOAT32, "batch", "400")
          .matMulAt(List.of("x"), "a", 400, 300)
          .matMulAt(List.of("h"), "b", 300, 200);
  private final QuantizationPlan plan = plan(9, BATCHES, false);
  private final double calibrating = SLOW * RunWork.of(Stage.CALIBRATE, plan);
  private final double quantizing = SLOW * RunWork.of(Stage.QUANTIZE, plan);
  private double seconds;
  private final TimeLeft left = new TimeLeft(() -> Math.round(1e9 * seconds));

  /**
   * A plan.
   *
   * @param sweeps 9 to need data, 1 to need none
   * @param verify whether the written model is verified
   */
  private QuantizationPlan plan(int sweeps, int batches, boolean verify) {
    HeapSource source = new HeapSource();
    NamedTensor x = Tensors.floats("x", new long[] {1000, 400}, Tensors.normal(1, 1000, 400));
    for (int batch = 0; batch < batches; batch++) {
      source.batch(x);
    }
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"))
            .add(source)
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(
                Settings.builder()
                    .algorithm(Reference.of("whole", Map.of("sweeps", sweeps)))
                    .format("bytes")
                    .bits(4)
                    .groupSize(16)
                    .build())
            .calibration(
                new Calibration(Reference.of("heap"), Mode.ONE_PASS, List.of(), Optional.empty()))
            .verify(verify)
            .threads(2)
            .build();
    return Planner.plan(request, model, registry, List.of());
  }

  @BeforeEach
  void start() {
    left.planned(plan);
    seconds = 5;
  }

  private void advance(Stage stage, long done, long total, double duration) {
    seconds += duration;
    left.advanced(stage, done, total);
  }

  /** Calibrates some batches. */
  private void calibrate(int batches) {
    advance(Stage.CALIBRATE, 0, BATCHES, 0);
    for (int batch = 1; batch <= batches; batch++) {
      advance(Stage.CALIBRATE, batch, BATCHES, calibrating / BATCHES);
    }
  }

  private double relativeError(double truth) {
    Duration estimate = left.left().orElseThrow();
    return Math.abs(estimate.toMillis() / 1e3 - truth) / truth;
  }

  @Test
  void nothingIsSaidBeforeThereIsABasis() {
    assertThat(left.left()).isEmpty();
    advance(Stage.CALIBRATE, 0, BATCHES, 0);
    assertThat(left.left()).isEmpty();
  }

  @Test
  void aStageThatHasNotBegunIsAsSlowAsCalibration() {
    calibrate(BATCHES / 2);
    assertThat(relativeError(calibrating / 2 + quantizing)).isLessThan(0.2);
  }

  @Test
  void whatIsMeasuredCounts() {
    calibrate(BATCHES);
    for (int part = 0; part <= 80; part++) {
      advance(Stage.QUANTIZE, part, 100, 3 * quantizing / 100);
    }
    assertThat(relativeError(3 * quantizing / 5)).isLessThan(0.2);
  }

  @Test
  void stagesMayTakeTurns() {
    advance(Stage.CALIBRATE, 0, 10, 0);
    for (int turn = 1; turn <= 5; turn++) {
      advance(Stage.CALIBRATE, turn, 10, calibrating / 10);
      advance(Stage.QUANTIZE, turn, 10, 3 * quantizing / 10);
    }
    assertThat(relativeError(calibrating / 2 + 3 * quantizing / 2)).isLessThan(0.2);
  }

  @Test
  void theStartOfAStageIsNotItsSpeed() {
    advance(Stage.CALIBRATE, 0, BATCHES, calibrating);
    advance(Stage.CALIBRATE, 1, BATCHES, calibrating);
    for (int batch = 2; batch <= BATCHES / 2; batch++) {
      advance(Stage.CALIBRATE, batch, BATCHES, calibrating / BATCHES);
    }
    assertThat(relativeError(calibrating / 2 + quantizing)).isLessThan(0.2);
  }

  @Test
  void withoutCalibrationAStageThatHasNotBegunIsAsSlowAsQuantization() {
    QuantizationPlan verified = plan(1, 1, true);
    left.planned(verified);
    double slow = 1e6 * RunWork.of(Stage.QUANTIZE, verified) / 50e9;
    for (int part = 0; part <= 100; part++) {
      advance(Stage.QUANTIZE, part, 100, slow / 100);
    }
    double fast = RunWork.of(Stage.VERIFY, verified) / 25e9;
    assertThat(left.left().orElseThrow().toMillis() / 1e3).isGreaterThan(100 * fast);
  }

  /** A second to start, for a batch that takes milliseconds. */
  @Test
  void aShortCalibrationSaysLittleOfTheMachine() {
    left.planned(plan(9, 1, false));
    advance(Stage.CALIBRATE, 0, 1, 0);
    advance(Stage.CALIBRATE, 1, 1, 1);
    advance(Stage.QUANTIZE, 0, 100, 0);
    double assumed = quantizing / 3;
    assertThat(left.left().orElseThrow().toMillis() / 1e3).isBetween(assumed, 2 * assumed);
  }

  @Test
  void whereTheNumberOfBatchesIsUnknownNothingIsSaidUntilTheLast() {
    advance(Stage.CALIBRATE, 0, -1, 0);
    advance(Stage.CALIBRATE, BATCHES, -1, calibrating);
    assertThat(left.left()).isEmpty();
    for (int part = 0; part <= 50; part++) {
      advance(Stage.QUANTIZE, part, 100, quantizing / 100);
    }
    assertThat(left.left()).isPresent();
  }

  @Test
  void nothingIsLeftAtTheEnd() {
    calibrate(BATCHES);
    advance(Stage.QUANTIZE, 1, 1, quantizing);
    advance(Stage.WRITE, 0, 1, 0);
    advance(Stage.WRITE, 1, 1, 1);
    assertThat(left.left()).hasValue(Duration.ZERO);
  }
}
