package org.woq4j.report.html.section;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Chart;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** How the values of a figure spread over the samples. */
final class Samples {

  /** Samples that are named. */
  private static final int WORST = 20;

  private static final int COLUMNS = 24;

  private Samples() {}

  static Section section(String id, Figure figure) {
    List<SampleValue> worstFirst = figure.samples().stream().sorted(worstFirst(figure)).toList();
    Table worst =
        new Table(
            id + "-worst",
            "The worst samples",
            List.of(Column.lines("sample", "Sample"), Column.number("value", figure.name())));
    worstFirst.stream()
        .limit(WORST)
        .forEach(each -> worst.row(Cell.text(each.sample()), Cell.number(each.value())));
    String histogramId = id + "-histogram";
    Chart chart =
        new Chart(
            Chart.Kind.COLUMNS,
            histogramId,
            FigureName.of(figure) + " of every sample",
            "from",
            List.of("samples"));
    return new Section(
        id,
        "Samples",
        List.of(
            chart.element(),
            Element.of("details")
                .add(Element.of("summary", "Samples by their value, as numbers"))
                .add(histogram(histogramId, figure.samples()).element()),
            worst.element()));
  }

  private static Comparator<SampleValue> worstFirst(Figure figure) {
    Comparator<SampleValue> rising = Comparator.comparingDouble(SampleValue::value);
    return figure.better() == Better.HIGHER ? rising : rising.reversed();
  }

  /** Counts samples in ranges of one width, from the least finite value to the greatest. */
  private static Table histogram(String id, List<SampleValue> samples) {
    double[] values =
        samples.stream().mapToDouble(SampleValue::value).filter(Double::isFinite).toArray();
    Table table =
        new Table(
            id,
            "Samples by their value",
            List.of(
                Column.text("range", "Range"),
                Column.number("from", "From"),
                Column.number("to", "To"),
                Column.bar("samples", "Samples")));
    if (values.length == 0) {
      return table;
    }
    double least = Arrays.stream(values).min().orElseThrow();
    double greatest = Arrays.stream(values).max().orElseThrow();
    int columns = greatest > least ? COLUMNS : 1;
    double width = (greatest - least) / columns;
    long[] counts = new long[columns];
    for (double value : values) {
      counts[Math.min((int) ((value - least) / width), columns - 1)]++;
    }
    for (int i = 0; i < columns; i++) {
      double from = least + i * width;
      double to = i == columns - 1 ? greatest : from + width;
      table.row(
          Cell.text(Numbers.of(from) + " to " + Numbers.of(to)),
          Cell.number(from),
          Cell.number(to),
          Cell.count(counts[i]));
    }
    return table;
  }
}
