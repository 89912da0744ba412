package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures that are nobody's mistake but ours. */
class ErrorsTest {

  static Stream<Throwable> defects() {
    return Stream.of(
        new StackOverflowError(),
        new NoSuchMethodError("acme"),
        new AssertionError("acme"),
        new InternalError("acme"),
        new IllegalStateException("acme"));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectIsOneMessage(Throwable defect) {
    assertThat(failed(defect))
        .isEqualTo(
            "error: `woq describe` failed: "
                + defect
                + "\n  This is a defect of woq4j; --stacktrace shows where. Please report it.\n");
    assertThat(failed(defect, "--stacktrace")).contains("\tat " + ErrorsTest.class.getName());
  }

  /** Describes, and fails at the first character of its output. */
  private static String failed(Throwable failure, String... more) {
    StringWriter err = new StringWriter();
    String[] arguments =
        Stream.concat(Stream.of("describe"), Stream.of(more)).toArray(String[]::new);
    int code =
        Main.run(arguments, new PrintWriter(new Failing(failure)), new PrintWriter(err, true));
    assertThat(code).isEqualTo(Errors.INTERNAL);
    return err.toString();
  }

  private static final class Failing extends Writer {

    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void write(char[] characters, int from, int count) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
