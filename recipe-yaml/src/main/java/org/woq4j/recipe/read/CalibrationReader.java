package org.woq4j.recipe.read;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.recipe.structure.CalibrationOptions;
import org.woq4j.recipe.structure.CalibrationOptions.OnMissing;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Reads the source of calibration data and its options. */
final class CalibrationReader {

  private static final String NAME = "'" + RecipeKeys.CALIBRATION + "'";

  private final List<Issue> issues;

  CalibrationReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** The calibration of a mapping; empty if it names no source. */
  Optional<Calibration> read(Mapping mapping) {
    // Other keys are options of the source; only the engine knows them.
    List<String> all = List.copyOf(mapping.entries().keySet());
    Keys keys = Keys.of(mapping, NAME, all, issues);
    if (keys.lacks(RecipeKeys.SOURCE)) {
      keys.problem(
          mapping.location(),
          NAME + " needs '" + RecipeKeys.SOURCE + "'",
          "name a source, such as " + RecipeKeys.SOURCE + ": text");
      return Optional.empty();
    }
    refuseMemory(keys);
    Mode mode = keys.value(CalibrationOptions.MODE).orElse(Mode.ONE_PASS);
    List<String> providers = keys.texts(CalibrationOptions.PROVIDERS);
    OnMissing onMissing = keys.value(CalibrationOptions.ON_MISSING).orElse(OnMissing.RTN);
    return keys.text(RecipeKeys.SOURCE)
        .map(id -> source(id, keys.node(RecipeKeys.SOURCE).orElseThrow().location(), mapping))
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

  private Reference source(String id, Location place, Mapping mapping) {
    return new ReferenceReader(issues)
        .withOptions(id, place, mapping, RecipeStructure.CALIBRATION_OWN);
  }
}
