package org.woq4j.core.request;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.Location;

/**
 * How to quantize weights. Missing values come from the settings that these override. Immutable.
 *
 * @param algorithm the algorithm
 * @param format the emitter
 * @param scheme values for {@link SchemeOptions#ALL} by name, as the user wrote them
 * @param skip true to leave weights as they are
 * @param locations where the user wrote each of the scheme's values
 */
public record Settings(
    Optional<Reference> algorithm,
    Optional<Reference> format,
    Map<String, Object> scheme,
    Optional<Boolean> skip,
    Map<String, Location> locations) {

  public Settings {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(skip, "skip");
    scheme = Reference.frozen(scheme);
    locations = Map.copyOf(locations);
  }

  /** Starts settings without values. */
  public static Builder builder() {
    return new Builder();
  }

  /** These settings, with missing values from the base. */
  public Settings over(Settings base) {
    Map<String, Object> values = new TreeMap<>(base.scheme);
    values.putAll(scheme);
    Map<String, Location> places = new TreeMap<>(base.locations);
    scheme.keySet().forEach(places::remove);
    places.putAll(locations);
    return new Settings(
        algorithm.or(() -> base.algorithm),
        format.or(() -> base.format),
        values,
        skip.or(() -> base.skip),
        places);
  }

  /** The same settings with another format. */
  public Settings withFormat(Reference reference) {
    return new Settings(algorithm, Optional.of(reference), scheme, skip, locations);
  }

  /** Collects settings. */
  public static final class Builder {

    private final Map<String, Object> scheme = new TreeMap<>();
    private final Map<String, Location> locations = new TreeMap<>();
    private Optional<Reference> algorithm = Optional.empty();
    private Optional<Reference> format = Optional.empty();
    private Optional<Boolean> skip = Optional.empty();

    private Builder() {}

    public Builder algorithm(Reference reference) {
      this.algorithm = Optional.of(reference);
      return this;
    }

    /** The algorithm of the given id, with its default options. */
    public Builder algorithm(String id) {
      return algorithm(Reference.of(id));
    }

    public Builder format(Reference reference) {
      this.format = Optional.of(reference);
      return this;
    }

    /** The format of the given id, with its default options. */
    public Builder format(String id) {
      return format(Reference.of(id));
    }

    /** Width of a code, 1 to 8. */
    public Builder bits(int bits) {
      return scheme(SchemeOptions.BITS.name(), bits);
    }

    /** Rows that share a scale; -1 for all. */
    public Builder groupSize(int rows) {
      return scheme(SchemeOptions.GROUP_SIZE.name(), rows);
    }

    /** {@code asym} or {@code sym}. */
    public Builder scheme(String name) {
      return scheme(SchemeOptions.SCHEME.name(), name);
    }

    /** A value for one of {@link SchemeOptions#ALL}. */
    public Builder scheme(String option, Object value) {
      scheme.put(option, value);
      return this;
    }

    /** A value for one of {@link SchemeOptions#ALL}, and where it was written. */
    public Builder scheme(String option, Object value, Location location) {
      locations.put(option, location);
      return scheme(option, value);
    }

    /** Whether to leave weights as they are. */
    public Builder skip(boolean leave) {
      this.skip = Optional.of(leave);
      return this;
    }

    public Settings build() {
      return new Settings(algorithm, format, scheme, skip, locations);
    }
  }
}
