package org.woq4j.recipe.read;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.structure.CalibrationOptions;
import org.woq4j.recipe.structure.CalibrationOptions.OnMissing;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Reads the source of calibration data and its options. */
final class CalibrationReader {

  private final List<Issue> issues;

  CalibrationReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** The calibration of a mapping; empty if it names no source. */
  Optional<Calibration> read(Mapping mapping) {
    SourceReader section = new SourceReader(mapping, issues);
    return section.keys(RecipeKeys.CALIBRATION).flatMap(keys -> read(keys, section));
  }

  private static Optional<Calibration> read(Keys keys, SourceReader section) {
    refuseMemory(keys);
    Mode mode = keys.value(CalibrationOptions.MODE).orElse(Mode.ONE_PASS);
    List<String> providers = keys.texts(CalibrationOptions.PROVIDERS);
    OnMissing onMissing = keys.value(CalibrationOptions.ON_MISSING).orElse(OnMissing.RTN);
    return section
        .source(keys, RecipeStructure.CALIBRATION_OWN)
        .map(source -> new Calibration(source, mode, providers, onMissing.algorithm()));
  }

  /** The memory limit applies to the whole process, not only to calibration. */
  private static void refuseMemory(Keys keys) {
    if (!keys.lacks(RecipeKeys.MEMORY)) {
      keys.problem(
          keys.place(RecipeKeys.MEMORY),
          "memory is set at the root of the recipe",
          "move it there; it is what the process may take in all");
    }
  }
}
