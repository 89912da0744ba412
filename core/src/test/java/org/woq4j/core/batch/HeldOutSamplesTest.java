package org.woq4j.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.HeapSource;
import org.woq4j.core.Tensors;
import org.woq4j.core.registry.SourceChoice;

class HeldOutSamplesTest {

  private static final List<ModelInput> OPEN = inputs("batch");

  private final List<Double> heldOut = new ArrayList<>();

  private static List<ModelInput> inputs(String batch) {
    return List.of(
        new ModelInput("x", ElementType.FLOAT32, List.of(batch, "2")),
        new ModelInput("n", ElementType.INT64, List.of(batch)));
  }

  /** Samples numbered from {@code first} on, each twice in x, and in n. */
  private static List<NamedTensor> batch(int first, int size) {
    float[] x = new float[2 * size];
    long[] n = new long[size];
    for (int i = 0; i < size; i++) {
      x[2 * i] = first + i;
      x[2 * i + 1] = first + i;
      n[i] = (long) first + i;
    }
    return List.of(
        Tensors.floats("x", new long[] {size, 2}, x), Tensors.longs("n", new long[] {size}, n));
  }

  private HeldOutSamples samples(List<ModelInput> inputs) {
    return new HeldOutSamples(
        inputs,
        sample -> {
          assertThat(sample).extracting(NamedTensor::name).containsExactly("x", "n");
          assertThat(sample.get(0).shape()).containsExactly(1, 2);
          heldOut.add(Tensors.read(sample.get(1))[0]);
        });
  }

  @Test
  void everySixteenthIsHeldOutAcrossBatches() {
    HeldOutSamples samples = samples(OPEN);
    List<Double> rest = new ArrayList<>();
    for (int first = 1; first <= 40; first += 10) {
      List<NamedTensor> left = samples.without(batch(first, 10));
      for (double n : Tensors.read(left.get(1))) {
        rest.add(n);
      }
      assertThat(Tensors.read(left.get(0))).hasSize(2 * Tensors.read(left.get(1)).length);
    }

    assertThat(heldOut).containsExactly(16.0, 32.0);
    assertThat(rest).hasSize(38).doesNotContain(16.0, 32.0).isSorted();
  }

  @Test
  void ofFewerThanSixteenNoneIsHeldOut() {
    List<NamedTensor> all = batch(1, 15);

    assertThat(samples(OPEN).without(all)).isSameAs(all);
    assertThat(heldOut).isEmpty();
  }

  @Test
  void aBatchOfOneSampleIsLeftOutWhole() {
    HeldOutSamples samples = samples(OPEN);
    IntStream.rangeClosed(1, 15).forEach(i -> samples.without(batch(i, 1)));

    assertThat(samples.without(batch(16, 1))).isEmpty();
    assertThat(heldOut).containsExactly(16.0);
    assertThat(samples.left(100)).isEqualTo(94);
  }

  @Test
  void atMostThirtyTwoAreHeldOut() {
    HeldOutSamples samples = samples(OPEN);
    assertThat(Tensors.read(samples.without(batch(1, 1000)).get(1))).hasSize(968);
    assertThat(samples.without(batch(1001, 100)).get(0).shape()[0]).isEqualTo(100);
    assertThat(heldOut).hasSize(32);
  }

  /** The model would not take a batch of another size. */
  @Test
  void aBatchOfAFixedSizeIsOneSample() {
    HeldOutSamples samples = new HeldOutSamples(inputs("40"), sample -> heldOut.add(0.0));
    List<NamedTensor> all = batch(1, 40);

    assertThat(samples.without(all)).isSameAs(all);
    assertThat(heldOut).isEmpty();
  }

  /** A sequence is one sample, however long. */
  @Test
  void tensorsOfOneAxisAreOneSample() {
    List<ModelInput> sequence =
        List.of(new ModelInput("n", ElementType.INT64, List.of("sequence")));
    List<NamedTensor> tokens = List.of(Tensors.longs("n", new long[] {40}, new long[40]));

    assertThat(samples(sequence).without(tokens)).isSameAs(tokens);
  }

  @Test
  void calibrationAndVerificationShareTheData() {
    HeapSource source = new HeapSource();
    source.batch(batch(1, 20).toArray(NamedTensor[]::new));
    source.batch(batch(21, 20).toArray(NamedTensor[]::new));
    SourceChoice choice = new SourceChoice(source, OptionValues.of(source.options(), Map.of()));

    List<List<NamedTensor>> verified = SourceData.heldOut(choice, OPEN);
    int calibrated = 0;
    try (SourceData data = SourceData.open(choice, OPEN)) {
      for (List<NamedTensor> each = data.next(); !each.isEmpty(); each = data.next()) {
        calibrated += (int) each.get(0).shape()[0];
      }
      assertThat(data.used()).isEqualTo(2);
    }

    assertThat(verified).hasSize(2);
    assertThat(Tensors.read(verified.get(1).get(0))).containsExactly(32, 32);
    assertThat(calibrated).isEqualTo(38);
    assertThat(source.closed).isEqualTo(2);
  }
}
