package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.ArrayWeight;

class ChannelMagnitudeTest {

  @Test
  void equalsTheReferences() throws IOException {
    try (DataInputStream in =
        new DataInputStream(getClass().getResourceAsStream("/golden/get_weight_scale.bin"))) {
      int cases = in.readInt();
      assertThat(cases).isEqualTo(3);
      for (int i = 0; i < cases; i++) {
        compare(in);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static void compare(DataInputStream in) throws IOException {
    int inputs = in.readInt();
    int outputs = in.readInt();
    int groupSize = in.readInt();
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    WeightView weight = new ArrayWeight("weight", inputs, outputs, values);
    float[] ours = ChannelMagnitude.of(List.of(weight), groupSize == -1 ? inputs : groupSize);
    for (float our : ours) {
      double expected = in.readDouble();
      assertThat((double) our).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @Test
  void outputsOfAllWeightsCountAlike() {
    ArrayWeight whole = Fixtures.weight(20, 700, 1);
    float[] apart = ChannelMagnitude.of(List.of(whole.columns(0, 3), whole.columns(3, 700)), 8);
    float[] together = ChannelMagnitude.of(List.of(whole), 8);
    for (int k = 0; k < 20; k++) {
      assertThat(apart[k]).isCloseTo(together[k], Percentage.withPercentage(1e-5));
    }
  }

  @Test
  void zeroGroupsCountAsZero() {
    WeightView weight = new ArrayWeight("weight", 4, 2, new float[] {0, 1, 0, 2, 3, 0, 6, 0});
    assertThat(ChannelMagnitude.of(List.of(weight), 2)).containsExactly(0.25f, 0.5f, 0.25f, 0.5f);
  }
}
