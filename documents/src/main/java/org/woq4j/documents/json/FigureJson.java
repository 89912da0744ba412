package org.woq4j.documents.json;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.api.quality.Figure.SampleValue;

/**
 * A figure as JSON lists it.
 *
 * <p>More than five parameters: each is a value of the written figure.
 */
record FigureJson(
    String name,
    double value,
    Better better,
    Optional<String> output,
    Optional<String> unit,
    OptionalDouble standardError,
    Optional<Interval> interval,
    List<SampleValue> samples) {

  static FigureJson of(Figure figure) {
    return new FigureJson(
        figure.name(),
        figure.value(),
        figure.better(),
        figure.output(),
        Optional.of(figure.unit()).filter(unit -> !unit.isEmpty()),
        figure.standardError(),
        figure.interval(),
        figure.samples());
  }
}
