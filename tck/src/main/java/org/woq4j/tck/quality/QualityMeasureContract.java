package org.woq4j.tck.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.tck.provider.ProviderContract;

/**
 * The contract of a quality measure, rules 1.x and 6.x of docs/spi-contract.md. A subclass returns
 * the measure, and overrides the methods that differ.
 */
public abstract class QualityMeasureContract extends ProviderContract<QualityMeasure> {

  /** Called by JUnit, through a subclass. */
  protected QualityMeasureContract() {
    super(QualityMeasure.class, QualityMeasure::id, QualityMeasure::options);
  }

  /**
   * {@return models with samples, with new buffers at each call; by default embeddings, a language
   * model, a classifier with labels, and a model that returns integers} The measure must fit one.
   */
  protected List<MeasureCase> cases() {
    return SeededSamples.all();
  }

  private interface Rule {
    void check(String where, MeasureCase one, OptionValues options);
  }

  private void forEachFit(Rule rule) {
    int fits = 0;
    for (OptionValues options : validatedOptions()) {
      for (MeasureCase one : cases()) {
        if (provider().misfit(one.model(), options).isEmpty()) {
          rule.check(one.model().outputs().toString(), one, options);
          fits++;
        }
      }
    }
    assertThat(fits).as("models that the measure fits").isPositive();
  }

  private static List<Figure> measured(Measurement measurement, List<ComparedSample> samples) {
    samples.forEach(measurement::add);
    return measurement.figures();
  }

  private List<Figure> measured(MeasureCase one, OptionValues options) {
    return measured(provider().start(one.model(), options), one.samples());
  }

  /** Figures have no equals. */
  private static List<List<Object>> values(List<Figure> figures) {
    return figures.stream()
        .map(
            figure ->
                List.<Object>of(
                    figure.name(),
                    figure.output(),
                    figure.value(),
                    figure.better(),
                    figure.standardError(),
                    figure.interval(),
                    figure.samples()))
        .toList();
  }

  @Test
  void required_6_1_theSameSamplesGiveTheSameFigures() {
    forEachFit(
        (where, one, options) -> {
          QualityMeasure measure = provider();
          Measurement first = measure.start(one.model(), options);
          Measurement second = measure.start(one.model(), options);
          one.samples()
              .forEach(
                  sample -> {
                    first.add(sample);
                    second.add(sample);
                  });
          assertThat(values(first.figures()))
              .as(where)
              .isEqualTo(values(second.figures()))
              .isEqualTo(values(measured(one, options)));
        });
  }

  @Test
  void required_6_2_figuresHaveDistinctNames() {
    forEachFit((where, one, options) -> MeasureRules.distinct(where, measured(one, options)));
  }

  @Test
  void required_6_3_aMisfitIsASentence() {
    for (OptionValues options : validatedOptions()) {
      for (MeasureCase one : cases()) {
        provider()
            .misfit(one.model(), options)
            .ifPresent(reason -> MeasureRules.misfit(one.model().outputs().toString(), reason));
      }
    }
  }

  @Test
  void required_6_4_buffersAreNotKept() {
    forEachFit(
        (where, one, options) -> {
          List<List<Object>> expected = values(measured(one, options));
          Measurement measurement = provider().start(one.model(), options);
          for (ComparedSample sample : fresh(one)) {
            measurement.add(sample);
            overwrite(sample);
          }
          assertThat(values(measurement.figures())).as(where).isEqualTo(expected);
        });
  }

  private List<ComparedSample> fresh(MeasureCase one) {
    return cases().stream()
        .filter(each -> each.model().equals(one.model()))
        .findFirst()
        .orElseThrow()
        .samples();
  }

  private static void overwrite(ComparedSample sample) {
    sample
        .outputs()
        .forEach(
            pair -> {
              for (int i = 0; i < pair.elements(); i++) {
                pair.reference().put(i, Float.NaN);
                pair.candidate().put(i, Float.NaN);
              }
            });
  }

  @Test
  void required_6_5_buffersAreReadByIndex() {
    forEachFit(
        (where, one, options) -> {
          Measurement measurement = provider().start(one.model(), options);
          for (ComparedSample sample : one.samples()) {
            measurement.add(sample);
            MeasureRules.buffersAsTheyWere(where, sample);
          }
        });
  }

  @Test
  void required_6_6_figuresNameOutputsOfTheModel() {
    forEachFit(
        (where, one, options) ->
            MeasureRules.knownOutputs(where, one.model(), measured(one, options)));
  }

  @Test
  void required_6_7_errorsAndRangesAreInOrder() {
    forEachFit((where, one, options) -> MeasureRules.ranges(where, measured(one, options)));
  }

  @Test
  void required_6_8_valuesAreOfSamplesThatWereAdded() {
    forEachFit(
        (where, one, options) -> {
          Set<String> added = new TreeSet<>();
          one.samples().forEach(sample -> added.add(sample.name()));
          MeasureRules.samples(where, added, measured(one, options));
        });
  }

  @Test
  void required_6_9_oneSampleIsEnough() {
    forEachFit(
        (where, one, options) ->
            assertThat(
                    measured(
                        provider().start(one.model(), options),
                        new ArrayList<>(one.samples().subList(0, 1))))
                .as(where)
                .allMatch(Objects::nonNull));
  }
}
