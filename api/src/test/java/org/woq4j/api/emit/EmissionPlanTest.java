package org.woq4j.api.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class EmissionPlanTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
  private static final TensorSpec CODES =
      new TensorSpec("codes", ElementType.UINT4, List.of(3L, 5L), "row-major");
  private static final TensorSpec SCALES =
      new TensorSpec("scales", ElementType.FLOAT32, List.of(5L), "row-major");

  @Test
  void anAcceptanceHasItsParts() {
    EmissionPlan.Accepted plan =
        EmissionPlan.accept(SCHEME)
            .tensor(CODES)
            .tensor(SCALES)
            .note("codes take 4 bits")
            .needs(21, 10)
            .leastRuntime("1.20")
            .columnMultiple(2)
            .takesBias()
            .build();

    assertThat(plan.scheme()).isEqualTo(SCHEME);
    assertThat(plan.tensors()).containsExactly(CODES, SCALES);
    assertThat(plan.notes()).containsExactly("codes take 4 bits");
    assertThat(plan.opset()).isEqualTo(21);
    assertThat(plan.irVersion()).isEqualTo(10);
    assertThat(plan.leastRuntime()).isEqualTo("1.20");
    assertThat(plan.columnMultiple()).isEqualTo(2);
    assertThat(plan.takesBias()).isTrue();
    assertThat(plan.bytes()).isEqualTo(8 + 20);
  }

  @Test
  void anAcceptanceOfNothingMoreRunsAnywhere() {
    EmissionPlan.Accepted plan = EmissionPlan.accept(SCHEME).build();

    assertThat(plan.tensors()).isEmpty();
    assertThat(plan.notes()).isEmpty();
    assertThat(plan.opset()).isZero();
    assertThat(plan.irVersion()).isZero();
    assertThat(plan.leastRuntime()).isEqualTo("1.0");
    assertThat(plan.columnMultiple()).isEqualTo(1);
    assertThat(plan.takesBias()).isFalse();
    assertThat(plan.bytes()).isZero();
  }

  @Test
  void laterChangesOfTheBuilderDoNotReachTheResult() {
    EmissionPlan.Builder builder = EmissionPlan.accept(SCHEME).tensor(CODES);

    EmissionPlan.Accepted plan = builder.build();
    builder.tensor(SCALES).note("more");

    assertThat(plan.tensors()).containsExactly(CODES);
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void aRefusalSaysWhyNotAndWhatWouldWork() {
    assertThat(EmissionPlan.refuse("3 bits are not stored", "choose 4 bits"))
        .isEqualTo(new EmissionPlan.Refused("3 bits are not stored", "choose 4 bits"));
    assertThatNullPointerException().isThrownBy(() -> EmissionPlan.refuse(null, "a"));
    assertThatNullPointerException().isThrownBy(() -> EmissionPlan.refuse("r", null));
    assertThatNullPointerException().isThrownBy(() -> EmissionPlan.accept(null));
  }
}
