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

/**
 * Chooses sizes for the dimensions that a model leaves open, one for each name. For use by one
 * thread.
 */
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
   * Prepares to choose sizes by rule and by name.
   *
   * @param inputs all inputs of the model
   * @param given sizes as {@code name=size}
   * @throws WoqException naming each given size that has another form
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
        issues.add(
            Issue.of("dimensions: '" + each + "' is not a size", "write it like height=224"));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(ArraysError.DIMENSIONS, issues);
    }
    unused.addAll(sizes.keySet());
    inputs.forEach(this::noteAmbiguous);
  }

  /**
   * Some exporters repeat a name within a shape, as in [batch, batch], for dimensions of different
   * sizes.
   */
  private void noteAmbiguous(ModelInput input) {
    Set<String> names = new HashSet<>();
    input.shape().stream().filter(name -> !names.add(name)).forEach(ambiguous::add);
  }

  /**
   * The shape of an input.
   *
   * @throws WoqException naming every dimension without a known size
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
        ? Issue.of(
            place + " has neither a size nor a name", "use a source with fixed shapes, such as npz")
        : Issue.of(
            place + ", " + name + ", has no size",
            "set its size, as in dimensions: [" + name + "=224]");
  }

  /** Issues for given sizes that no input uses. Call it after all shapes are chosen. */
  List<Issue> unused() {
    return unused.stream()
        .map(
            name ->
                Issue.of(
                    "dimensions: no input to fill has a dimension " + name,
                    "the open dimensions are " + String.join(", ", seen)))
        .toList();
  }
}
