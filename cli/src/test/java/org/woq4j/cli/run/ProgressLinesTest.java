package org.woq4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.woq4j.core.progress.ProgressListener.Stage;

class ProgressLinesTest {

  private static final long SECOND = 1_000_000_000L;

  private final StringWriter text = new StringWriter();
  private long time;
  private final ProgressLines lines = new ProgressLines(new PrintWriter(text), () -> time);

  @Test
  void aShortRunSaysNothing() {
    at(0, Stage.QUANTIZE, 0, 10);
    at(2, Stage.QUANTIZE, 10, 10);
    at(4, Stage.VERIFY, 0, 1);
    assertThat(text.toString()).isEmpty();
  }

  /** Without a plan there is no basis for the time left. */
  @Test
  void aLongRunSaysHowMuchIsDoneEveryFewSeconds() {
    at(0, Stage.QUANTIZE, 0, 100);
    at(6, Stage.QUANTIZE, 20, 100);
    at(7, Stage.QUANTIZE, 30, 100);
    at(12, Stage.QUANTIZE, 60, 100);
    assertThat(text.toString().lines()).containsExactly("quantize: 20 %", "quantize: 60 %");
  }

  @Test
  void whereNobodyKnowsTheTotalItIsNotGuessed() {
    at(0, Stage.CALIBRATE, 0, -1);
    at(9, Stage.CALIBRATE, 7, -1);
    assertThat(text.toString().lines()).containsExactly("calibrate: 7 batches done, 9 s so far");
  }

  private void at(long second, Stage stage, long done, long total) {
    time = second * SECOND;
    lines.advanced(stage, done, total);
  }
}
