package org.woq4j.tck.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.tck.provider.Sentences;

/** Rules for the answers of a quality measure. */
final class MeasureRules {

  private MeasureRules() {}

  /** Rule 6.2. */
  static void distinct(String where, List<Figure> figures) {
    assertThat(figures)
        .as("%s: name and output of each figure", where)
        .extracting(figure -> figure.name() + " of " + figure.output())
        .doesNotHaveDuplicates();
  }

  /** Rule 6.3. */
  static void misfit(String where, String reason) {
    Sentences.assertSentence(where + ": why it does not fit", reason);
  }

  /** Rule 6.5. */
  static void buffersAsTheyWere(String where, ComparedSample sample) {
    sample
        .outputs()
        .forEach(
            pair ->
                assertThat(pair.reference().position() + pair.candidate().position())
                    .as("%s: positions of the buffers of %s", where, pair.output())
                    .isZero());
  }

  /** Rule 6.6. */
  static void knownOutputs(String where, MeasuredModel model, List<Figure> figures) {
    List<String> known = model.outputs().stream().map(ModelOutput::name).toList();
    figures.forEach(
        figure ->
            figure
                .output()
                .ifPresent(output -> assertThat(output).as("%s: output", where).isIn(known)));
  }

  /** Rule 6.7. */
  static void ranges(String where, List<Figure> figures) {
    for (Figure figure : figures) {
      String what = where + ": " + figure.name();
      figure
          .standardError()
          .ifPresent(error -> assertThat(error).as("%s: standard error", what).isNotNegative());
      figure
          .interval()
          .ifPresent(range -> assertThat(range.low()).as(what).isLessThanOrEqualTo(range.high()));
    }
  }

  /** Rule 6.8. */
  static void samples(String where, Set<String> added, List<Figure> figures) {
    for (Figure figure : figures) {
      assertThat(figure.samples())
          .as("%s: samples of %s", where, figure.name())
          .extracting(SampleValue::sample)
          .doesNotHaveDuplicates()
          .isSubsetOf(added);
    }
  }
}
