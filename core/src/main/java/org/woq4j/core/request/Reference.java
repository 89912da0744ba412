package org.woq4j.core.request;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionSpec;

/**
 * An algorithm or a format by its id, with options as the user wrote them, not yet validated.
 * Immutable.
 *
 * @param id the id
 * @param options values by name: String, Boolean, Long, Integer, Double, List, or a Reference for
 *     an option that is itself an algorithm
 * @param location where the user wrote it
 * @param locations where the user wrote each option
 */
public record Reference(
    String id,
    Map<String, Object> options,
    Optional<Location> location,
    Map<String, Location> locations) {

  /** The value of a format's option that the target chooses, as if it were not written. */
  public static final String AUTO = "auto";

  public Reference {
    Objects.requireNonNull(id, "id");
    options = frozen(options);
    locations = Map.copyOf(locations);
  }

  /** A reference without options. */
  public static Reference of(String id) {
    return of(id, Map.of());
  }

  /** A reference without a location. */
  public static Reference of(String id, Map<String, ?> options) {
    return new Reference(id, frozen(options), Optional.empty(), Map.of());
  }

  /** An immutable copy, sorted by name; lists in it are immutable too. */
  static Map<String, Object> frozen(Map<String, ?> values) {
    Map<String, Object> copy = new TreeMap<>(values);
    copy.replaceAll((name, value) -> frozen(value));
    return Collections.unmodifiableMap(copy);
  }

  private static Object frozen(Object value) {
    return value instanceof List<?> list ? list.stream().map(Reference::frozen).toList() : value;
  }

  /** Whether {@link #AUTO} is a value of an option itself, and so not left to the target. */
  public static boolean isAutoAValueOf(OptionSpec<?> spec) {
    return spec.kind() == OptionSpec.Kind.TEXT
        || spec.kind() == OptionSpec.Kind.PATH
        || spec.choices().contains(AUTO);
  }

  /** The location of an option; if unknown, the location of the reference. */
  public Optional<Location> location(String option) {
    return Optional.ofNullable(locations.get(option)).or(() -> location);
  }
}
