package org.woq4j.api.option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Stable;

/** Validated values of options, defaults included. Immutable. */
@Stable
public final class OptionValues {

  private static final OptionValues NONE = new OptionValues(Map.of(), Map.of());

  private final Map<String, Object> given;
  private final Map<String, Object> all;

  private OptionValues(Map<String, Object> given, Map<String, Object> all) {
    this.given = given;
    this.all = all;
  }

  /** {@return no values} */
  public static OptionValues none() {
    return NONE;
  }

  /**
   * Validates values as recipes write them, and adds defaults.
   *
   * @param specs the known options
   * @param written values by name; see {@link OptionSpec#convert} for their types
   * @return the values, with a value for each option
   * @throws IllegalArgumentException naming every unknown, missing or wrong option, one a line
   */
  public static OptionValues of(List<OptionSpec<?>> specs, Map<String, ?> written) {
    List<String> problems = new ArrayList<>();
    Map<String, Object> unread = new TreeMap<>(written);
    Map<String, Object> given = new LinkedHashMap<>();
    Map<String, Object> all = new LinkedHashMap<>();
    for (OptionSpec<?> spec : specs) {
      Object value = unread.remove(spec.name());
      if (value != null) {
        try {
          given.put(spec.name(), spec.convert(value));
        } catch (IllegalArgumentException wrong) {
          problems.add(wrong.getMessage());
        }
      } else if (spec.defaultValue().isEmpty()) {
        problems.add("'" + spec.name() + "' must be given");
      }
      spec.defaultValue().ifPresent(byDefault -> all.put(spec.name(), byDefault));
    }
    unread.keySet().forEach(name -> problems.add("there is no option '" + name + "'"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    all.putAll(given);
    return new OptionValues(Collections.unmodifiableMap(given), Collections.unmodifiableMap(all));
  }

  /**
   * {@return the value of an option}
   *
   * @param <T> type of its values
   * @param spec the option
   * @throws IllegalArgumentException if these values were not validated against the option
   */
  @SuppressWarnings("unchecked") // convert() gave the value the option's type
  public <T> T get(OptionSpec<T> spec) {
    Object value = all.get(spec.name());
    if (value == null) {
      throw new IllegalArgumentException("no value for option '" + spec.name() + "'");
    }
    return (T) value;
  }

  /** {@return the values that were given, without defaults, in the options' order} */
  public Map<String, Object> given() {
    return given;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OptionValues values && all.equals(values.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
