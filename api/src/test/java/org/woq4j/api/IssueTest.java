package org.woq4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssueTest {

  private static final Optional<Location> PLACE = Optional.of(new Location("r.yaml", 3, 9));

  @Test
  void itsTextHasThePartsThatThereAre() {
    assertThat(Issue.of("no model")).hasToString("no model");
    assertThat(Issue.of("no model", "add one")).hasToString("no model; add one");
    assertThat(Issue.of("no model").at(PLACE)).hasToString("r.yaml:3:9: no model");
    assertThat(Issue.of("no model", "add one").at(PLACE))
        .hasToString("r.yaml:3:9: no model; add one");
  }

  @Test
  void anotherPlaceLeavesTheRestAsItIs() {
    Issue issue = Issue.of("no model", "add one").at(PLACE);

    assertThat(issue).isEqualTo(new Issue(PLACE, "no model", Optional.of("add one")));
    assertThat(issue.at(Optional.empty())).isEqualTo(Issue.of("no model", "add one"));
  }

  @Test
  void nullIsRefusedWhereNothingIsAnOptional() {
    assertThatNullPointerException().isThrownBy(() -> new Issue(null, "m", Optional.empty()));
    assertThatNullPointerException().isThrownBy(() -> Issue.of(null));
    assertThatNullPointerException().isThrownBy(() -> new Issue(Optional.empty(), "m", null));
  }
}
