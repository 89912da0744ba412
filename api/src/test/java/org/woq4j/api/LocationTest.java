package org.woq4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class LocationTest {

  @Test
  void itsTextHasLineAndColumnWhereTheSourceHasLines() {
    assertThat(new Location("r.yaml", 3, 9)).hasToString("r.yaml:3:9");
    assertThat(new Location("command line", 0, 0)).hasToString("command line");
  }

  @Test
  void invalidLocationsAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> new Location(null, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Location("r.yaml", -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Location("r.yaml", 1, -1));
  }
}
