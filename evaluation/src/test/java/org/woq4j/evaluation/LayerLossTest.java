package org.woq4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.Issue;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.LayerLoss;
import org.woq4j.onnx.proto.TensorProto;

/** The errors of layers in the small decoder: 7 weights a layer and the head are in 4 bits. */
class LayerLossTest {

  private static final Path FLOAT = GoldenFiles.path("decoder.onnx");
  private static final Path ROUNDED = GoldenFiles.path("decoder.int4.onnx");

  /** Sums in float32 that are added in another order. */
  private static final Percentage OF_RUNS = Percentage.withPercentage(0.01);

  /** The text with the fewest tokens. */
  private static final int SHORT = 2;

  @TempDir private Path folder;

  private static CandidateResult compared(Path candidate, long memory, int... samples) {
    List<long[]> texts = new ArrayList<>();
    for (int sample : samples) {
      texts.add(GoldenFiles.numbers("decoder." + sample + ".tokens"));
    }
    return Comparison.of(FLOAT, candidate)
        .using(Quantizer.builder().with(new TokenSource(texts)).build())
        .data(Reference.of("tokens", Map.of("batch", 3)))
        .runtimeIn(RuntimePlace.PROCESS)
        .measuring(false, true)
        .memoryBound(memory)
        .threads(1)
        .run()
        .candidates()
        .get(0);
  }

  private static Map<String, LayerLoss> losses(Path candidate) {
    return compared(candidate, 1 << 30, 0, 1, 2, 3).layers().stream()
        .collect(Collectors.toMap(LayerLoss::weight, loss -> loss, (a, b) -> a));
  }

  @Test
  void everyNodeWithAWeightHasBothErrors() {
    Map<String, LayerLoss> losses = losses(ROUNDED);

    // The table and the tables of the rotation are the same in both models.
    assertThat(losses.values()).extracting(LayerLoss::operator).contains("Gather", "MatMul");
    List<LayerLoss> products =
        losses.values().stream().filter(loss -> loss.operator().equals("MatMul")).toList();
    assertThat(products).hasSize(15);
    assertThat(products)
        .allSatisfy(loss -> assertThat(loss.byItself()).as(loss.node()).isBetween(0.05, 0.2));
    assertThat(losses.get("head").accumulated()).isGreaterThan(1.2 * losses.get("head").byItself());
    assertThat(losses.get("embed").accumulated()).isZero();
  }

  @Test
  void anErrorByItselfIsThatOfAModelWithNoOtherError() {
    Map<String, LayerLoss> losses = losses(ROUNDED);

    for (String weight : List.of("/layers.0/mlp/down", "/layers.1/attention/k", "head")) {
      ChangedModel one = new ChangedModel(FLOAT);
      one.constant(weight).setRawData(new ChangedModel(ROUNDED).constant(weight).getRawData());
      LayerLoss single = losses(one.write(folder.resolve("one.onnx"))).get(weight);

      assertThat(losses.get(weight).byItself()).as(weight).isCloseTo(single.accumulated(), OF_RUNS);
      assertThat(single.byItself()).isCloseTo(single.accumulated(), OF_RUNS);
    }
  }

  /** As AWQ does where it folds the scales of activations into the norm before them. */
  @Test
  void scalesThatTheCandidateHasMovedAreNoErrors() {
    ChangedModel moved = new ChangedModel(FLOAT);
    multiply(moved.constant("norm_a1"), 3);
    for (String part : List.of("q", "k", "v")) {
      multiply(moved.constant("/layers.1/attention/" + part), 1 / 3f);
    }

    assertThat(losses(moved.write(folder.resolve("moved.onnx"))).values())
        .allSatisfy(
            loss -> {
              assertThat(loss.byItself()).as(loss.node()).isCloseTo(0, within(1e-6));
              assertThat(loss.accumulated()).as(loss.node()).isCloseTo(0, within(1e-6));
            });
  }

  /** Two copies of a model take 240 kB, the values of a text of nine tokens about 100. */
  @Test
  void oneModelIsLoadedAtATimeWhereNoTwoFit() {
    List<LayerLoss> expected = compared(ROUNDED, 1 << 30, SHORT).layers();

    assertThat(compared(ROUNDED, 400_000, SHORT).layers()).isEqualTo(expected).isNotEmpty();
    CandidateResult nothing = compared(ROUNDED, 300_000, SHORT);
    assertThat(nothing.layers()).isEmpty();
    assertThat(nothing.warnings())
        .extracting(Issue::message)
        .containsExactly("the layers were not compared: their values do not fit into memory");
  }

  private static void multiply(TensorProto.Builder constant, float factor) {
    FloatBuffer data =
        ByteBuffer.wrap(constant.getRawData().toByteArray())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    constant.clearRawData();
    while (data.hasRemaining()) {
      constant.addFloatData(data.get() * factor);
    }
  }
}
