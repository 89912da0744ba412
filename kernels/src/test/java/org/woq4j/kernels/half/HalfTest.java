package org.woq4j.kernels.half;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class HalfTest {

  @Test
  void everyFloat16SurvivesTheRoundTrip() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.fromFloat(value)).isEqualTo((short) bits);
      } else {
        assertThat(Float16.fromFloat(value)).as("quiet").isEqualTo((short) (bits | 0x200));
      }
    }
  }

  @Test
  void everyBFloat16SurvivesTheRoundTrip() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = BFloat16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(BFloat16.fromFloat(value)).isEqualTo((short) bits);
      } else {
        assertThat(BFloat16.fromFloat(value)).as("quiet").isEqualTo((short) (bits | 0x40));
      }
    }
  }

  @Test
  void float16DecodesItsDefinition() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      int exponent = bits >> 10;
      int fraction = bits & 0x3ff;
      double expected =
          exponent == 0
              ? Math.scalb((double) fraction, -24)
              : Math.scalb(1024.0 + fraction, exponent - 25);
      assertThat((double) Float16.toFloat((short) bits)).isEqualTo(expected);
      assertThat((double) Float16.toFloat((short) (bits | 0x8000))).isEqualTo(-expected);
    }
    assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  /** Between neighbours the nearer is chosen, half way the even one. */
  @Test
  void float16RoundsHalfToEven() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float lower = Float16.toFloat((short) bits);
      float upper = Float16.toFloat((short) (bits + 1));
      float middle = (float) (((double) lower + upper) / 2);
      assertThat(new BigDecimal(middle).doubleValue()).isEqualTo(((double) lower + upper) / 2);
      assertThat(Float16.fromFloat(middle)).isEqualTo((short) (bits + (bits & 1)));
      assertThat(Float16.fromFloat(Math.nextDown(middle))).isEqualTo((short) bits);
      assertThat(Float16.fromFloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
    }
    assertThat(Float16.round(65519.9f)).isEqualTo(65504f);
    assertThat(Float16.round(65520f)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void bfloat16RoundsToTheNearer() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) Math.scalb(1 + random.nextDouble(), random.nextInt(-100, 100));
      short near = BFloat16.fromFloat(value);
      double distance = Math.abs((double) BFloat16.toFloat(near) - value);
      assertThat(distance)
          .isLessThanOrEqualTo(Math.abs((double) BFloat16.toFloat((short) (near + 1)) - value));
      assertThat(distance)
          .isLessThanOrEqualTo(Math.abs((double) BFloat16.toFloat((short) (near - 1)) - value));
    }
    assertThat(BFloat16.round(1f + 0x1p-8f)).isEqualTo(1f);
    assertThat(BFloat16.round(1f + 0x1p-7f + 0x1p-8f)).isEqualTo(1f + 0x1p-6f);
  }

  /** Plugins round by the api, which knows no kernels: to the same bits. */
  @Test
  void theApiRoundsScalesAlike() {
    SplittableRandom random = new SplittableRandom(11);
    for (ElementType type :
        List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16)) {
      QuantScheme scheme = new QuantScheme(4, 32, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, type);
      for (int i = 0; i < 200_000; i++) {
        float value = Float.intBitsToFloat(random.nextInt());
        if (Float.isFinite(value)) {
          assertThat(scheme.toScaleType(value))
              .as("%s as %s", value, type)
              .isEqualTo(ScaleType.finite(ScaleType.round(value, type), type));
          assertThat(scheme.toCoveringScale(value))
              .as("%s as the scale %s", value, type)
              .isEqualTo(ScaleType.covering(value, type));
        }
      }
      for (int bits = 0; bits < 0x7bff; bits++) {
        float middle = (Float16.toFloat((short) bits) + Float16.toFloat((short) (bits + 1))) / 2;
        assertThat(scheme.toScaleType(middle)).isEqualTo(ScaleType.round(middle, type));
        assertThat(scheme.toCoveringScale(-middle)).isEqualTo(ScaleType.covering(-middle, type));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x0p0f, FLOAT16, 1",
    "0x1p-40f, FLOAT16, 0x1p-24f",
    "-0x1p-40f, FLOAT16, -0x1p-24f",
    "0x1.01p-24f, FLOAT16, 0x1p-23f",
    "0x1.fep-23f, FLOAT16, 0x1p-22f",
    "0x1.ffep-15f, FLOAT16, 0x1p-14f",
    "0x1.0008p-14f, FLOAT16, 0x1p-14f",
    "0x1p-140f, BFLOAT16, 0x1p-133f",
    "0x1p-140f, FLOAT32, 0x1p-140f"
  })
  void subnormalScalesCoverTheRange(float exact, ElementType type, float stored) {
    assertThat(ScaleType.covering(exact, type)).isEqualTo(stored);
  }
}
