package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

class AlgorithmRulesTest {

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 0x1.ffcp15", // greatest
    "FLOAT16, -0x1.004p0",
    "FLOAT16, 0x1p-24", // least denormal
    "FLOAT16, 0x1.ff8p-15", // greatest denormal
    "BFLOAT16, 0x1.02p0",
    "BFLOAT16, 0x1p-133", // least denormal
    "FLOAT32, 0x1.000002p0"
  })
  void scaleIsExactInItsType(ElementType type, String scale) {
    assertThatCode(() -> AlgorithmRules.scales("here", group(type, Float.parseFloat(scale))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 0x1p16",
    "FLOAT16, 0x1.002p0",
    "FLOAT16, 0x1p-25",
    "FLOAT16, 0x1.ffcp-15",
    "BFLOAT16, 0x1.01p0",
    "BFLOAT16, 0x1p-134",
    "FLOAT32, Infinity",
    "FLOAT32, NaN"
  })
  void scaleIsNotOneOfItsType(ElementType type, String scale) {
    assertThatThrownBy(() -> AlgorithmRules.scales("here", group(type, Float.parseFloat(scale))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("here: scale 0 is ");
  }

  private static QuantizedGroup group(ElementType type, float scale) {
    QuantScheme scheme = new QuantScheme(4, 32, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, type);
    return QuantizedGroup.of(
        List.of(
            QuantizedWeight.builder(scheme, 1, 1)
                .codes(new byte[1])
                .scales(new float[] {scale})
                .build()));
  }
}
