package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.provider.Sentences;

/** The rules that a result can be checked for by itself. {@code where} begins each message. */
final class AlgorithmRules {

  private AlgorithmRules() {}

  /** What an algorithm may offer where a scheme was requested. */
  static void schemes(String where, QuantScheme requested, List<QuantScheme> offered) {
    assertThat(offered).as("%s: schemes", where).isNotEmpty().doesNotHaveDuplicates();
    for (QuantScheme scheme : offered) {
      assertThat(List.of(scheme.bits(), scheme.groupSize(), scheme.scaleType()))
          .as("%s: bits, group size and scale type of an offered scheme", where)
          .containsExactly(requested.bits(), requested.groupSize(), requested.scaleType());
    }
  }

  /** All rules of a result. */
  static void wellFormed(
      String where, WeightGroup group, QuantScheme scheme, QuantizedGroup result) {
    oneWeightPerInput(where, group, scheme, result);
    arrayLengths(where, result);
    codesInRange(where, result);
    scales(where, result);
    zeroPoints(where, result);
    inputScale(where, group, result);
    notes(where, result);
  }

  static void oneWeightPerInput(
      String where, WeightGroup group, QuantScheme scheme, QuantizedGroup result) {
    assertThat(result.weights()).as("%s: quantized weights", where).hasSameSizeAs(group.weights());
    for (int i = 0; i < result.weights().size(); i++) {
      WeightView weight = group.weights().get(i);
      QuantizedWeight quantized = result.weights().get(i);
      assertThat(quantized.scheme()).as("%s: scheme of weight %d", where, i).isEqualTo(scheme);
      assertThat(List.of(quantized.inputFeatures(), quantized.outputFeatures()))
          .as("%s: K and N of weight %d", where, i)
          .containsExactly(weight.inputFeatures(), weight.outputFeatures());
    }
  }

  static void arrayLengths(String where, QuantizedGroup result) {
    for (QuantizedWeight weight : result.weights()) {
      assertThat(weight.codes().length)
          .as("%s: number of codes", where)
          .isEqualTo(weight.inputFeatures() * weight.outputFeatures());
      assertThat(weight.scales().length)
          .as("%s: number of scales", where)
          .isEqualTo(weight.groups() * weight.outputFeatures());
    }
  }

  static void codesInRange(String where, QuantizedGroup result) {
    for (QuantizedWeight weight : result.weights()) {
      inRange(where + ": code", weight.codes(), weight.scheme().maxCode());
    }
  }

  static void scales(String where, QuantizedGroup result) {
    for (QuantizedWeight weight : result.weights()) {
      float[] scales = weight.scales();
      representable(where + ": scale", scales, weight.scheme().scaleType());
      for (int i = 0; i < scales.length; i++) {
        if (scales[i] == 0) {
          fail("%s: scale %d is zero", where, i);
        }
      }
    }
  }

  static void zeroPoints(String where, QuantizedGroup result) {
    for (QuantizedWeight weight : result.weights()) {
      QuantScheme scheme = weight.scheme();
      assertThat(weight.integerZeroPoints().isPresent())
          .as("%s: has integer zero points", where)
          .isEqualTo(scheme.zeroPoint() == ZeroPoint.INTEGER);
      assertThat(weight.floatZeroPoints().isPresent())
          .as("%s: has float zero points", where)
          .isEqualTo(scheme.zeroPoint() == ZeroPoint.FLOAT);
      int expected = weight.groups() * weight.outputFeatures();
      weight
          .integerZeroPoints()
          .ifPresent(
              points -> {
                assertThat(points.length).as("%s: zero points", where).isEqualTo(expected);
                inRange(where + ": zero point", points, scheme.maxCode());
              });
      weight
          .floatZeroPoints()
          .ifPresent(
              points -> {
                assertThat(points.length).as("%s: zero points", where).isEqualTo(expected);
                representable(where + ": zero point", points, scheme.scaleType());
              });
    }
  }

  static void inputScale(String where, WeightGroup group, QuantizedGroup result) {
    result
        .inputScale()
        .ifPresent(
            scale -> {
              assertThat(scale.length)
                  .as("%s: elements of the input scale", where)
                  .isEqualTo(group.inputFeatures());
              for (int k = 0; k < scale.length; k++) {
                if (!(Float.isFinite(scale[k]) && scale[k] > 0)) {
                  fail("%s: input scale %d is %s", where, k, scale[k]);
                }
              }
            });
  }

  static void notes(String where, QuantizedGroup result) {
    for (Note note : result.notes()) {
      Sentences.assertSentence(where + ": note", note.message());
    }
  }

  private static void inRange(String what, byte[] codes, int greatest) {
    for (int i = 0; i < codes.length; i++) {
      if (Byte.toUnsignedInt(codes[i]) > greatest) {
        fail("%s %d is %d, above %d", what, i, Byte.toUnsignedInt(codes[i]), greatest);
      }
    }
  }

  private static void representable(String what, float[] numbers, ElementType type) {
    for (int i = 0; i < numbers.length; i++) {
      if (!isRepresentable(numbers[i], type)) {
        fail("%s %d is %s, which is no finite %s", what, i, numbers[i], type);
      }
    }
  }

  private static boolean isRepresentable(float number, ElementType type) {
    if (!Float.isFinite(number)) {
      return false;
    }
    return switch (type) {
      case BFLOAT16 -> (Float.floatToRawIntBits(number) & 0xFFFF) == 0;
      case FLOAT16 -> Math.abs(number) <= 65504 && isWhole(number / spacingOfFloat16(number));
      default -> true;
    };
  }

  /**
   * Distance of neighbouring float16 numbers: 10 bits below the leading one, least exponent -14.
   */
  private static double spacingOfFloat16(float number) {
    return Math.scalb(1.0, Math.max(Math.getExponent(number), -14) - 10);
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number);
  }
}
