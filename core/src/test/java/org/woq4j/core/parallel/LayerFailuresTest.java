package org.woq4j.core.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.core.error.CoreError;

class LayerFailuresTest {

  private static final ErrorCode ODD = new ErrorCode("own.odd", Category.USER);
  private static final ErrorCode OTHER = new ErrorCode("own.other", Category.USER);

  private final LayerFailures failures = new LayerFailures(30);

  private void fail(int number, int layer, ErrorCode code) {
    failures.run(
        number,
        layer,
        () -> {
          throw code.because("layer " + layer, "skip it");
        });
  }

  @Test
  void withoutAFailureNothingIsThrown() {
    failures.run(0, 0, () -> {});

    assertThatCode(failures::throwFirst).doesNotThrowAnyException();
    assertThat(failures.isTried(30)).isTrue();
  }

  @Test
  void theFirstLayerIsNamedWhicheverFailsFirst() {
    fail(9, 20, ODD);
    fail(5, 7, ODD);
    fail(4, 7, ODD);
    fail(8, 19, OTHER);

    assertThatThrownBy(failures::throwFirst)
        .hasMessage("layer 7 (at least 1 other layer fails alike); skip it");
  }

  @Test
  void sixteenLayersAfterTheFirstAreTried() {
    fail(0, 3, ODD);
    assertThat(failures.isTried(19)).isTrue();
    assertThat(failures.isTried(20)).isFalse();
    for (int layer = 4; layer <= 30; layer++) {
      fail(layer, layer, ODD);
    }

    assertThatThrownBy(failures::throwFirst)
        .hasMessage("layer 3 (at least 16 other layers fail alike); skip it");
  }

  @Test
  void whereAllWereTriedTheNumberIsExact() {
    fail(0, 20, ODD);
    fail(1, 22, ODD);
    fail(2, 30, ODD);

    assertThatThrownBy(failures::throwFirst)
        .hasMessage("layer 20 (2 other layers fail alike); skip it");
  }

  @Test
  void whereMemoryIsShortNothingMoreIsTriedAndTheFirstFailureIsLeftAsItIs() {
    fail(1, 4, CoreError.OUT_OF_MEMORY);
    fail(0, 3, CoreError.OUT_OF_MEMORY);

    assertThat(failures.isTried(5)).isFalse();
    assertThatThrownBy(failures::throwFirst).hasMessage("layer 3; skip it");
  }

  @Test
  void afterAnErrorOfAnotherKindNothingIsTried() {
    failures.run(
        0,
        0,
        () -> {
          throw new OutOfMemoryError("full");
        });

    assertThat(failures.isTried(1)).isFalse();
    assertThatThrownBy(failures::throwFirst).isInstanceOf(OutOfMemoryError.class);
  }
}
