package org.woq4j.api.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;

class ModelInputTest {

  @Test
  void itsShapeIsACopy() {
    List<String> shape = new ArrayList<>(List.of("batch", "128"));

    ModelInput input = new ModelInput("input_ids", ElementType.INT64, shape);
    shape.clear();

    assertThat(input.shape()).containsExactly("batch", "128");
    assertThat(input.tableRows()).isEmpty();
  }

  @Test
  void everyPartMustBeGiven() {
    assertThatNullPointerException()
        .isThrownBy(() -> new ModelInput(null, ElementType.INT64, List.of()));
    assertThatNullPointerException().isThrownBy(() -> new ModelInput("x", null, List.of()));
    assertThatNullPointerException()
        .isThrownBy(() -> new ModelInput("x", ElementType.INT64, List.of(), null));
  }
}
