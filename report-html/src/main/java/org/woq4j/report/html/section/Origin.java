package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.evaluation.result.DataFacts;
import org.woq4j.evaluation.result.Environment;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Section;

/** What took part: versions, plugins, data. */
final class Origin {

  private final Element list = Element.of("dl").with("class", "origin");

  private Origin() {}

  static Section section(QuantizationReport report) {
    Origin origin = new Origin().add("woq4j", report.files().woq4j());
    origin.add("Float model", report.files().model()).add("Output", report.files().output());
    if (!report.files().copied().isEmpty()) {
      origin.add("Copied with it", String.join(", ", report.files().copied()));
    }
    QuantizationReport.Requirements needs = report.requirements();
    origin.add(
        "Operator set",
        needs.opset() + needs.raisedFrom().map(from -> ", raised from " + from).orElse(""));
    report.calibration().ifPresent(used -> origin.add("Calibration", calibration(used)));
    report.means().linearAlgebra().ifPresent(name -> origin.add("Linear algebra", name));
    origin.addPlugins(
        report.means().plugins().stream()
            .map(plugin -> plugin.id() + " " + plugin.version())
            .toList());
    return origin.section("origin", "Versions, plugins, data", notes(report));
  }

  static Section section(String id, ComparisonResult comparison) {
    Environment environment = comparison.environment();
    DataFacts data = comparison.data();
    Origin origin =
        new Origin()
            .add("woq4j", environment.woq4j())
            .add("Java", environment.java())
            .add("Runtime", environment.runtime())
            .add("Machine", environment.machine())
            .add("Data", data(data))
            .addPlugins(environment.plugins());
    return origin.section(id, "Where it was measured", data.remarks().stream());
  }

  private static String data(DataFacts data) {
    return Numbers.count(data.samples(), "sample")
        + " of '"
        + data.source()
        + "'"
        + (data.leftOut() == 0
            ? ""
            : "; "
                + data.leftOut()
                + " more were left out, since a candidate was calibrated on them");
  }

  private static String calibration(CalibrationReport used) {
    return used.batches() == 0
        ? "none: no algorithm needs the data of '" + used.source() + "'"
        : "%s in %s of '%s', %s"
            .formatted(
                Numbers.count(used.rows(), "row"),
                used.batches() == 1 ? "1 batch" : used.batches() + " batches",
                used.source(),
                Numbers.seconds(used.seconds()));
  }

  private static Stream<String> notes(QuantizationReport report) {
    return Stream.of(
            report.means().pluginsNotLoaded().stream().map(Issue::message),
            report.outcome().rest().stream(),
            report.calibration().stream().flatMap(used -> used.remarks().stream()))
        .flatMap(each -> each);
  }

  private Origin add(String name, String value) {
    list.add(Element.of("dt", name)).add(Element.of("dd", value));
    return this;
  }

  private Origin addPlugins(List<String> names) {
    return add("Plugins", names.isEmpty() ? "none" : String.join(", ", names));
  }

  private Section section(String id, String title, Stream<String> notes) {
    List<Element> content = new ArrayList<>(List.of(list));
    notes.forEach(note -> content.add(Element.of("p", note).with("class", "note")));
    return new Section(id, title, content);
  }
}
