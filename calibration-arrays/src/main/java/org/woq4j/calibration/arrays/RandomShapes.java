package org.woq4j.calibration.arrays;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;

/** Sizes for the dimensions that a model leaves open, one for each name. For one thread. */
final class RandomShapes {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern GIVEN = Pattern.compile("(.+?)\\s*=\\s*([1-9]\\d{0,8})");

  private final int batchSize;
  private final int sequenceLength;
  private final Set<String> ambiguous = new HashSet<>();
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private final Set<String> unused = new LinkedHashSet<>();
  private final Set<String> seen = new LinkedHashSet<>();

  /**
   * Sizes by rule and by name.
   *
   * @param inputs all of the model's
   * @param given as {@code name=size}
   * @throws WoqException naming everything given that reads otherwise
   */
  RandomShapes(List<ModelInput> inputs, int batchSize, int sequenceLength, List<String> given) {
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    List<Issue> issues = new ArrayList<>();
    for (String each : given) {
      Matcher matcher = GIVEN.matcher(each.strip());
      if (matcher.matches()) {
        sizes.put(matcher.group(1), Long.parseLong(matcher.group(2)));
      } else {
        issues.add(Issue.of("dimensions: '" + each + "' is no size", "write it as in height=224"));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(ArraysError.DIMENSIONS, issues);
    }
    unused.addAll(sizes.keySet());
    inputs.forEach(this::noteAmbiguous);
  }

  /** Exporters name dimensions [batch, batch] that are not meant to have the same size. */
  private void noteAmbiguous(ModelInput input) {
    Set<String> names = new HashSet<>();
    input.shape().stream().filter(name -> !names.add(name)).forEach(ambiguous::add);
  }

  /**
   * The shape of an input.
   *
   * @throws WoqException naming every dimension whose size nobody knows
   */
  long[] of(ModelInput input) {
    int rank = input.shape().size();
    long[] shape = new long[rank];
    List<Issue> issues = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      OptionalLong size = size(input, axis);
      if (size.isPresent()) {
        shape[axis] = size.getAsLong();
      } else {
        issues.add(unknown(input, axis));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(ArraysError.MODEL, issues);
    }
    return shape;
  }

  private OptionalLong size(ModelInput input, int axis) {
    String dimension = input.shape().get(axis);
    if (NUMBER.matcher(dimension).matches()) {
      return OptionalLong.of(Long.parseLong(dimension));
    }
    seen.add(dimension);
    unused.remove(dimension);
    Long known = sizes.get(dimension);
    if (known != null) {
      return OptionalLong.of(known);
    }
    String name = ambiguous.contains(dimension) ? "" : dimension;
    OptionalLong size = byRule(name.toLowerCase(Locale.ROOT), axis, input.shape().size());
    if (size.isPresent() && !name.isEmpty()) {
      sizes.put(name, size.getAsLong());
    }
    return size;
  }

  private OptionalLong byRule(String dimension, int axis, int rank) {
    if (dimension.contains("seq") || dimension.contains("len")) {
      return OptionalLong.of(sequenceLength);
    }
    if (axis == 0 || dimension.contains("batch")) {
      return OptionalLong.of(batchSize);
    }
    return axis == 1 && rank <= 3 ? OptionalLong.of(sequenceLength) : OptionalLong.empty();
  }

  private static Issue unknown(ModelInput input, int axis) {
    String name = input.shape().get(axis);
    String place = "dimension " + axis + " of the input " + input.name();
    return name.isEmpty()
        ? Issue.of(place + " has neither size nor name", "choose a source that gives it, as npz")
        : Issue.of(
            place + ", " + name + ", has no size",
            "give it one, as in dimensions: [" + name + "=224]");
  }

  /** Sizes that were given for dimensions that no input has. To be asked for after all shapes. */
  List<Issue> unused() {
    return unused.stream()
        .map(
            name ->
                Issue.of(
                    "dimensions: no input that is filled has a dimension " + name,
                    "its open dimensions are " + String.join(", ", seen)))
        .toList();
  }
}
