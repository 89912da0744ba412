package org.woq4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.api.ErrorCode.Category;

class WoqExceptionTest {

  /** As a plugin defines it. */
  private static final ErrorCode ODD = new ErrorCode("acme.odd_rows", Category.PLUGIN);

  private static final Issue FIRST =
      Issue.of("'bits' is 9", "give 1 to 8").at(Optional.of(new Location("r.yaml", 3, 9)));
  private static final Issue SECOND = Issue.of("there is no model");

  @Test
  void aSubjectStartsEachMessage() {
    Location place = new Location("a.yaml", 1, 2);
    WoqException failed =
        new WoqException(
            new ErrorCode("a.b", ErrorCode.Category.USER),
            List.of(new Issue(Optional.of(place), "one", Optional.of("cure")), Issue.of("two")));

    WoqException about = failed.about("layer w");

    assertThat(about.code()).isEqualTo(failed.code());
    assertThat(about).hasCause(failed);
    assertThat(about.issues())
        .containsExactly(
            new Issue(Optional.of(place), "layer w: one", Optional.of("cure")),
            Issue.of("layer w: two"));
  }

  @Test
  void itsMessageHasALineForEachIssue() {
    assertThat(new WoqException(ODD, List.of(FIRST, SECOND)))
        .hasMessage("r.yaml:3:9: 'bits' is 9; give 1 to 8\nthere is no model")
        .hasNoCause();
  }

  @Test
  void itKeepsTheIssuesThatItWasMadeOf() {
    List<Issue> issues = new ArrayList<>(List.of(FIRST, SECOND));

    WoqException thrown = new WoqException(ODD, issues);
    issues.clear();

    assertThat(thrown.issues()).containsExactly(FIRST, SECOND);
    assertThatThrownBy(() -> thrown.issues().remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aCodeAndAnIssueMustBeGiven() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WoqException(ODD, List.of()));
    assertThatNullPointerException().isThrownBy(() -> new WoqException(null, List.of(FIRST)));
  }

  @Test
  void serializationKeepsEveryPart() throws Exception {
    WoqException thrown =
        new WoqException(ODD, List.of(FIRST, SECOND), new IOException("disk full"));
    thrown.addSuppressed(ODD.because("not closed", "close it"));

    WoqException read = read(written(thrown));

    assertThat(read.code()).isEqualTo(ODD);
    assertThat(read.issues()).containsExactly(FIRST, SECOND);
    assertThat(read).hasMessage(thrown.getMessage()).hasCause(thrown.getCause());
    assertThat(read.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(read.getSuppressed())
        .singleElement()
        .isInstanceOfSatisfying(
            WoqException.class,
            suppressed ->
                assertThat(suppressed.issues())
                    .containsExactly(Issue.of("not closed", "close it")));
  }

  private static byte[] written(WoqException thrown) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    return bytes.toByteArray();
  }

  private static WoqException read(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (WoqException) in.readObject();
    }
  }
}
