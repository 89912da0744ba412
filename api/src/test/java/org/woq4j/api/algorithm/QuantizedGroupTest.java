package org.woq4j.api.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

class QuantizedGroupTest {

  private final QuantizedWeight query = weight(1);
  private final QuantizedWeight key = weight(2);

  private static QuantizedWeight weight(int columns) {
    QuantScheme scheme =
        new QuantScheme(4, -1, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.FLOAT32);
    return QuantizedWeight.builder(scheme, 1, columns)
        .codes(new byte[columns])
        .scales(new float[columns])
        .build();
  }

  @Test
  void plainWeightsStandForTheWeightsThemselves() {
    QuantizedGroup group = QuantizedGroup.of(List.of(query, key));

    assertThat(group.weights()).containsExactly(query, key);
    assertThat(group.inputScale()).isEmpty();
    assertThat(group.notes()).isEmpty();
  }

  @Test
  void itHasItsParts() {
    float[] scale = {2};

    QuantizedGroup group =
        QuantizedGroup.builder()
            .add(query)
            .inputScale(scale)
            .note(Note.Kind.FALLBACK, "rounded to nearest")
            .note(Note.Kind.INFORMATION, "one feature is dead")
            .add(key)
            .build();

    assertThat(group.weights()).containsExactly(query, key);
    assertThat(group.inputScale()).hasValue(scale);
    assertThat(group.notes())
        .containsExactly(
            new Note(Note.Kind.FALLBACK, "rounded to nearest"),
            new Note(Note.Kind.INFORMATION, "one feature is dead"));
  }

  @Test
  void laterChangesOfTheBuilderDoNotReachTheResult() {
    QuantizedGroup.Builder builder = QuantizedGroup.builder().add(query);

    QuantizedGroup group = builder.build();
    builder.add(key).note(Note.Kind.DEGRADED, "damped more");

    assertThat(group.weights()).containsExactly(query);
    assertThat(group.notes()).isEmpty();
  }

  @Test
  void aNoteHasAKindAndAMessage() {
    assertThatNullPointerException().isThrownBy(() -> new Note(null, "m"));
    assertThatNullPointerException().isThrownBy(() -> new Note(Note.Kind.FALLBACK, null));
  }
}
