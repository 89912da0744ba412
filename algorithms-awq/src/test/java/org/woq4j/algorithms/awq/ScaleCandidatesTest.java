package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.ScaleType;

class ScaleCandidatesTest {

  private static final float[] ACTIVATION = {0.2f, 3, 0, 0.7f};
  private static final float[] WEIGHT = {0.3f, 0.1f, 0.5f, 0};

  @Test
  void theFirstIsNoScaleAtAll() {
    assertThat(candidates(ElementType.FLOAT32).get(0)).containsOnly(1);
  }

  @Test
  void followThePaper() {
    List<float[]> candidates = candidates(ElementType.FLOAT32);
    assertThat(candidates).hasSize(40);
    // alpha = 0.5, not by the weights: roots of 0.2, 3, 0 (clamped to 1e-4) and 0.7
    double middle = Math.sqrt(Math.sqrt(3) * 1e-4);
    assertRatios(candidates.get(10), middle, Math.sqrt(0.2), Math.sqrt(3), 1e-4, Math.sqrt(0.7));
    // alpha = 0.75, by the weights
    double third = 1e-4;
    double second = Math.pow(3, 0.75) / Math.pow(0.1, 0.25);
    double last = Math.pow(0.7, 0.75) / Math.pow(1e-4, 0.25);
    assertRatios(
        candidates.get(35),
        Math.sqrt(third * last),
        Math.pow(0.2, 0.75) / Math.pow(0.3, 0.25),
        second,
        third,
        last);
  }

  private static void assertRatios(float[] scale, double middle, double... expected) {
    for (int k = 0; k < scale.length; k++) {
      double exact = expected[k] / middle;
      assertThat((double) scale[k]).isCloseTo(exact, Offset.offset(1e-6 * exact));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
  void reciprocalsAreStoredWithoutLoss(ElementType type) {
    for (float[] candidate : candidates(type)) {
      for (float s : candidate) {
        assertThat(ScaleType.round(1 / s, type) * s).isCloseTo(1, Offset.offset(1.2e-7f));
      }
    }
  }

  @Test
  void extremesStayNormalNumbersOfEveryType() {
    List<float[]> candidates =
        ScaleCandidates.of(
            new float[] {1e30f, 0, 1e-30f}, new float[] {1e-9f, 1, 1}, ElementType.FLOAT16);
    for (float[] candidate : candidates) {
      for (float s : candidate) {
        assertThat(s).isBetween(0x1p-14f, 0x1p14f);
      }
    }
  }

  private static List<float[]> candidates(ElementType type) {
    return ScaleCandidates.of(ACTIVATION, WEIGHT, type);
  }
}
