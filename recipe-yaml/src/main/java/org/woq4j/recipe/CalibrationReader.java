package org.woq4j.recipe;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.Calibration.OnMissing;
import org.woq4j.core.request.CalibrationOptions;
import org.woq4j.core.request.Reference;
import org.woq4j.recipe.Node.Mapping;

/** Reads where calibration data comes from. */
final class CalibrationReader {

  private final List<Issue> issues;

  CalibrationReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** What a mapping says; empty if it names no source. */
  Optional<Calibration> read(Mapping mapping) {
    // Keys that are not known here are options of the source, which is known to the engine alone.
    List<String> all = List.copyOf(mapping.entries().keySet());
    Keys keys = Keys.of(mapping, "'calibration'", all, issues);
    if (keys.lacks(RecipeKeys.SOURCE)) {
      keys.problem(
          mapping.location(),
          "'calibration' needs 'source'",
          "name where the data comes from, such as source: text");
      return Optional.empty();
    }
    refuseMemory(keys);
    Mode mode = keys.value(CalibrationOptions.MODE).orElse(Mode.ONE_PASS);
    List<String> providers = keys.texts(CalibrationOptions.PROVIDERS);
    OnMissing onMissing = keys.value(CalibrationOptions.ON_MISSING).orElse(OnMissing.RTN);
    return keys.text(RecipeKeys.SOURCE)
        .map(id -> source(id, keys.node(RecipeKeys.SOURCE).orElseThrow().location(), mapping))
        .map(source -> new Calibration(source, mode, providers, onMissing));
  }

  /** The process takes memory, of which calibration is a part. */
  private static void refuseMemory(Keys keys) {
    if (!keys.lacks(RecipeKeys.MEMORY)) {
      keys.problem(
          keys.place(RecipeKeys.MEMORY),
          "memory is set at the root of the recipe",
          "move it there; it is what the process may take in all");
    }
  }

  private Reference source(String id, Location place, Mapping mapping) {
    return new ReferenceReader(issues).withOptions(id, place, mapping, RecipeKeys.CALIBRATION_OWN);
  }
}
