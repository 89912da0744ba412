package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.evaluation.result.QualityResult;

/**
 * Holds figures against requirements.
 *
 * @param model name of the model that is judged
 * @param all the requirements, in the order of the verdicts
 */
record Requirements(String model, List<Requirement> all) {

  /** A verdict for each requirement; several for a figure that several outputs have. */
  List<RequirementVerdict> judge(QualityResult quality) {
    List<RequirementVerdict> verdicts = new ArrayList<>();
    for (Requirement requirement : all) {
      List<Figure> figures =
          quality.figures().stream()
              .filter(figure -> figure.name().equals(requirement.figure()))
              .toList();
      figures.forEach(figure -> verdicts.add(verdict(requirement, figure)));
      if (figures.isEmpty()) {
        verdicts.add(
            new RequirementVerdict(
                model,
                requirement,
                Optional.empty(),
                OptionalDouble.empty(),
                reason(requirement.figure(), quality)));
      }
    }
    return verdicts;
  }

  private RequirementVerdict verdict(Requirement requirement, Figure figure) {
    return new RequirementVerdict(
        model, requirement, figure.output(), OptionalDouble.of(figure.value()), "");
  }

  private static String reason(String name, QualityResult quality) {
    List<String> names = quality.figures().stream().map(Figure::name).distinct().toList();
    String leftOut =
        quality.leftOut().stream()
            .map(each -> "; the measure '" + each.measure() + "' is left out: " + each.reason())
            .collect(Collectors.joining());
    return NearestSpelling.of(name, names)
        .map(near -> "no measure has this figure; did you mean '" + near + "'?")
        .orElse("no measure that fits the model has this figure" + leftOut);
  }
}
