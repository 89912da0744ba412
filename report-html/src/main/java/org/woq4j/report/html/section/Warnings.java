package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Section;

/** What a user should look at. */
final class Warnings {

  private Warnings() {}

  static Optional<Section> section(String id, List<Issue> warnings) {
    return warnings.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section(id, "Warnings", List.of(list(warnings))));
  }

  /** The issues, each with its cure. */
  static Element list(List<Issue> issues) {
    Element list = Element.of("ul").with("class", "issues");
    for (Issue issue : issues) {
      Element item = Element.of("li").add(Element.of("strong", issue.message()));
      issue.cure().ifPresent(cure -> item.add(Element.of("div", cure)));
      list.add(item);
    }
    return list;
  }
}
