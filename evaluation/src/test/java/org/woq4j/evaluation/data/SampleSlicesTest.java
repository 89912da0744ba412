package org.woq4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

class SampleSlicesTest {

  private static final long[] SHAPE = {2, 4};

  private static NamedTensor longs(String name, long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long value : values) {
      data.putLong(value);
    }
    return new NamedTensor(name, ElementType.INT64, SHAPE, data.flip());
  }

  private static long[] values(NamedTensor tensor) {
    long[] values = new long[tensor.data().remaining() / Long.BYTES];
    tensor.data().asLongBuffer().get(values);
    return values;
  }

  private static final NamedTensor IDS = longs("input_ids", 1, 2, 3, 4, 5, 6, 7, 8);

  @Test
  void paddingIsLeftOutOnEitherSide() {
    NamedTensor mask = longs("attention_mask", 1, 1, 1, 0, 0, 0, 1, 1);
    SampleSlices slices = SampleSlices.of(List.of(IDS, mask), 2);

    assertThat(values(slices.slice(IDS, true, 0))).containsExactly(1, 2, 3);
    assertThat(slices.slice(IDS, true, 0).shape()).containsExactly(3);
    assertThat(values(slices.slice(IDS, true, 1))).containsExactly(7, 8);
    assertThat(values(slices.slice(IDS, false, 1))).containsExactly(5, 6, 7, 8);
  }

  @Test
  void holesAreLeftOut() {
    NamedTensor mask = longs("attention_mask", 1, 0, 1, 0, 0, 0, 0, 0);
    SampleSlices slices = SampleSlices.of(List.of(IDS, mask), 2);

    assertThat(values(slices.slice(IDS, true, 0))).containsExactly(1, 3);
    assertThat(values(slices.slice(IDS, true, 1))).isEmpty();
  }

  @Test
  void withoutAMaskTheTokensSayHowLongASampleIs() {
    SampleSlices slices = SampleSlices.of(List.of(IDS), 2);

    assertThat(slices.isPerToken(new long[] {2, 4, 8}, 3)).isTrue();
    assertThat(slices.isPerToken(new long[] {2, 5, 8}, 3)).isFalse();
    assertThat(slices.isPerToken(new long[] {2, 4}, 3)).isFalse();
    assertThat(slices.isPerSample(new long[] {8, 4})).isFalse();
    assertThat(values(slices.slice(IDS, true, 1))).containsExactly(5, 6, 7, 8);
  }
}
