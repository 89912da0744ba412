package org.woq4j.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
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
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

class RunWorkTest {

  /** Rows of a sample. */
  private static final int ROWS = 7;

  private static final int SAMPLES = 64;
  private static final int HELD_OUT = 4;

  private static HeapModel model() {
    return new HeapModel()
        .input("x", ElementType.FLOAT32, "batch", "rows", "40")
        .matMulAt(List.of("x"), "a", 40, 30);
  }

  /** A plan for an algorithm that needs Gram matrices. */
  private static QuantizationPlan plan(HeapModel model, boolean verify) {
    HeapSource source = new HeapSource();
    for (int batch = 0; batch < 2; batch++) {
      long[] shape = {SAMPLES / 2, ROWS, 40};
      source.batch(Tensors.floats("x", shape, Tensors.normal(1, SAMPLES / 2 * ROWS, 40)));
    }
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"))
            .add(new ByteEmitter("gather-int8"))
            .add(source)
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(
                Settings.builder()
                    .algorithm(Reference.of("whole", Map.of("sweeps", 9)))
                    .format("bytes")
                    .bits(4)
                    .groupSize(10)
                    .build())
            .calibration(Calibration.of(Reference.of("heap")))
            .verify(verify)
            .build();
    return Planner.plan(request, model, registry, List.of());
  }

  @Test
  void aRowIsMultipliedWithTheWeightAndWithItself() {
    assertThat(RunWork.of(Stage.CALIBRATE, plan(model(), false)))
        .isEqualTo((SAMPLES - HELD_OUT) * ROWS * (40 * 30 + 40 * 40 / 2.0));
  }

  @Test
  void calibrationDoesNotMultiplyByAnEmbedding() {
    QuantizationPlan embeds = plan(model().gather("table", 40, 6000, "lookup"), false);
    assertThat(embeds.weights()).hasSize(2);
    assertThat(RunWork.of(Stage.CALIBRATE, embeds))
        .isEqualTo(RunWork.of(Stage.CALIBRATE, plan(model(), false)));
  }

  @Test
  void verificationRunsTheSamplesThatAreHeldOut() {
    QuantizationPlan verified = plan(model(), true);
    double loading = 180.0 * verified.bytes().before();
    assertThat(RunWork.of(Stage.VERIFY, verified) - loading)
        .isCloseTo(1.5 * HELD_OUT * ROWS * 40 * 30, withPercentage(0.1));
    assertThat(RunWork.of(Stage.VERIFY, plan(model(), false))).isZero();
  }
}
