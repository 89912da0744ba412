package org.woq4j.api.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Stable;

/**
 * One option: its name, type, range, default and meaning. Recipes are validated against it; {@code
 * woq describe} and the JSON Schema are generated from it. Immutable.
 *
 * <p>Longer than 300 lines: as in all types of the api, the builder lies in the type that it
 * builds, and most lines document the two.
 *
 * @param <T> type of its values
 */
@Stable
public final class OptionSpec<T> {

  /** The kind of an option's values. */
  public enum Kind {
    /** true or false. */
    BOOLEAN,
    /** A whole number. */
    INTEGER,
    /** A number. */
    DECIMAL,
    /** A text. */
    TEXT,
    /** One of a few words or numbers. */
    CHOICE,
    /** A file or folder; relative to the recipe. */
    PATH,
    /** A list of texts. */
    TEXTS,
    /** An algorithm with options of its own. */
    ALGORITHM
  }

  private static final String OFF = "off";

  private final String name;
  private final Kind kind;
  private final Class<T> type;
  private final String doc;
  private final @Nullable T defaultValue;
  private final Bounds bounds;
  private final List<T> choices;
  private final @Nullable String word;
  private final @Nullable T wordValue;
  private final boolean onlySequential;

  private OptionSpec(Builder<T> builder) {
    this.name = builder.name;
    this.kind = builder.kind;
    this.type = builder.type;
    this.doc = Objects.requireNonNull(builder.doc, () -> "option " + name + " has no doc");
    this.defaultValue = builder.defaultValue;
    this.bounds = builder.bounds;
    this.choices = builder.choices;
    this.word = builder.word;
    this.wordValue = builder.wordValue;
    this.onlySequential = builder.onlySequential;
  }

  /**
   * {@return a builder of an option that is true or false}
   *
   * @param name name in recipes
   */
  public static Builder<Boolean> bool(String name) {
    return new Builder<>(name, Kind.BOOLEAN, Boolean.class);
  }

  /**
   * {@return a builder of an option that is a whole number}
   *
   * @param name name in recipes
   */
  public static Builder<Integer> integer(String name) {
    return new Builder<>(name, Kind.INTEGER, Integer.class);
  }

  /**
   * {@return a builder of an option that is a number}
   *
   * @param name name in recipes
   */
  public static Builder<Double> decimal(String name) {
    return new Builder<>(name, Kind.DECIMAL, Double.class);
  }

  /**
   * {@return a builder of an option that is a text}
   *
   * @param name name in recipes
   */
  public static Builder<String> text(String name) {
    return new Builder<>(name, Kind.TEXT, String.class);
  }

  /**
   * {@return a builder of an option that is one of an enum's constants, written in lower case with
   * hyphens}
   *
   * @param <E> the enum
   * @param name name in recipes
   * @param constants the enum's class
   */
  public static <E extends Enum<E>> Builder<E> choice(String name, Class<E> constants) {
    Builder<E> builder = new Builder<>(name, Kind.CHOICE, constants);
    builder.choices = List.of(constants.getEnumConstants());
    return builder;
  }

  /**
   * {@return a builder of an option that is one of a few whole numbers}
   *
   * @param name name in recipes
   * @param numbers the numbers that are allowed
   */
  public static Builder<Integer> oneOf(String name, Integer... numbers) {
    Builder<Integer> builder = new Builder<>(name, Kind.CHOICE, Integer.class);
    builder.choices = List.of(numbers);
    return builder;
  }

  /**
   * {@return a builder of an option that is a file or a folder}
   *
   * @param name name in recipes
   */
  public static Builder<Path> path(String name) {
    return new Builder<>(name, Kind.PATH, Path.class);
  }

  /**
   * {@return a builder of an option that is a list of texts}
   *
   * @param name name in recipes
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type argument
  public static Builder<List<String>> texts(String name) {
    return new Builder<>(name, Kind.TEXTS, (Class) List.class);
  }

  /**
   * {@return a builder of an option that is itself an algorithm with options}
   *
   * @param name name in recipes
   */
  public static Builder<AlgorithmReference> algorithm(String name) {
    return new Builder<>(name, Kind.ALGORITHM, AlgorithmReference.class);
  }

  /** {@return the name in recipes: {@code [a-z][a-z0-9_]*}} */
  public String name() {
    return name;
  }

  /** {@return the kind of its values} */
  public Kind kind() {
    return kind;
  }

  /** {@return what it does, in one or two sentences} */
  public String doc() {
    return doc;
  }

  /** {@return the value if none is given; empty for an option that must be given} */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** {@return the values of a CHOICE as recipes write them; empty for other kinds} */
  public List<String> choices() {
    return choices.stream().map(OptionSpec::written).toList();
  }

  /** {@return the least number allowed; empty if there is no bound} */
  public Optional<Double> least() {
    return bounds.finiteLeast();
  }

  /** {@return whether the least number itself is forbidden} */
  public boolean leastExcluded() {
    return bounds.leastExcluded();
  }

  /** {@return the greatest number allowed; empty if there is no bound} */
  public Optional<Double> greatest() {
    return bounds.finiteGreatest();
  }

  /** {@return a word that is allowed beside other values, such as {@code off}; empty if none is} */
  public Optional<String> word() {
    return Optional.ofNullable(word);
  }

  /** {@return whether the word {@code off} is allowed too} */
  public boolean mayBeOff() {
    return OFF.equals(word);
  }

  /** {@return whether it is valid only in sequential mode} In other modes the host refuses it. */
  public boolean isOnlySequential() {
    return onlySequential;
  }

  /** {@return the allowed values in words, such as {@code 1 to 8} or {@code asym | sym}} */
  public String range() {
    String allowed =
        choices.isEmpty()
            ? bounds.inWords().orElseGet(() -> WrittenValues.inWords(kind))
            : String.join(" | ", choices());
    return word == null ? allowed : allowed + " | " + word;
  }

  /**
   * Turns a value as recipes write it (String, Boolean, Integer, Long, Double, List) into the
   * option's type. A value that already has that type is checked and returned.
   *
   * @param written the value
   * @return the value in the option's type
   * @throws IllegalArgumentException with a message that names the option and the allowed values
   */
  public T convert(Object written) {
    if (wordValue != null && (written.equals(word) || wordValue.equals(written))) {
      return wordValue;
    }
    T value = cast(written);
    if (value == null || (!choices.isEmpty() && !choices.contains(value)) || !bounds.allow(value)) {
      throw new IllegalArgumentException(
          "'" + name + "' must be " + range() + ", was " + written(written));
    }
    return value;
  }

  /**
   * {@return a value as recipes write it}
   *
   * @param value a value of an option's type
   */
  public static String written(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : String.valueOf(value);
  }

  /**
   * {@return one of this option's values as recipes write it, as its word where it has one}
   *
   * @param value a value of the option's type
   */
  public String inRecipe(Object value) {
    return word != null && value.equals(wordValue) ? word : written(value);
  }

  private @Nullable T cast(Object written) {
    Object candidate = kind == Kind.CHOICE ? chosen(written) : WrittenValues.read(kind, written);
    return type.isInstance(candidate) ? type.cast(candidate) : null;
  }

  private @Nullable Object chosen(Object written) {
    return choices.stream()
        .filter(choice -> choice.equals(written) || written(choice).equals(written(written)))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String toString() {
    return name + ": " + range();
  }

  /**
   * Collects the parts of an option.
   *
   * @param <T> type of its values
   */
  public static final class Builder<T> {

    private final String name;
    private final Kind kind;
    private final Class<T> type;
    private @Nullable String doc;
    private @Nullable T defaultValue;
    private Bounds bounds = Bounds.NONE;
    private List<T> choices = List.of();
    private @Nullable String word;
    private @Nullable T wordValue;
    private boolean onlySequential;

    private Builder(String name, Kind kind, Class<T> type) {
      if (!name.matches("[a-z][a-z0-9_]*")) {
        throw new IllegalArgumentException("an option cannot be named '" + name + "'");
      }
      this.name = name;
      this.kind = kind;
      this.type = type;
    }

    /**
     * Sets what it does, in one or two sentences.
     *
     * @param lines are joined by spaces
     * @return this
     */
    public Builder<T> doc(String... lines) {
      this.doc = Arrays.stream(lines).collect(Collectors.joining(" "));
      return this;
    }

    /**
     * Sets the value that is used if none is given.
     *
     * @param value must be allowed
     * @return this
     */
    public Builder<T> defaultsTo(T value) {
      this.defaultValue = value;
      return this;
    }

    /**
     * Sets the least number allowed.
     *
     * @param bound is allowed itself
     * @return this
     */
    public Builder<T> atLeast(double bound) {
      this.bounds = bounds.atLeast(bound);
      return this;
    }

    /**
     * Sets a bound that numbers must exceed.
     *
     * @param bound is not allowed itself
     * @return this
     */
    public Builder<T> above(double bound) {
      this.bounds = bounds.above(bound);
      return this;
    }

    /**
     * Sets the greatest number allowed.
     *
     * @param bound is allowed itself
     * @return this
     */
    public Builder<T> atMost(double bound) {
      this.bounds = bounds.atMost(bound);
      return this;
    }

    /**
     * Allows the word {@code off} beside other values.
     *
     * @param value the option's value in this case
     * @return this
     */
    public Builder<T> orOff(T value) {
      return orWord(OFF, value);
    }

    /**
     * Allows a word beside other values.
     *
     * @param allowed the word, such as {@code search}
     * @param value the option's value in this case, which need not lie within its bounds
     * @return this
     */
    public Builder<T> orWord(String allowed, T value) {
      this.word = Objects.requireNonNull(allowed, "allowed");
      this.wordValue = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Makes the option valid only in sequential mode.
     *
     * @return this
     */
    public Builder<T> onlySequential() {
      this.onlySequential = true;
      return this;
    }

    /** {@return the option; its doc must have been given} */
    public OptionSpec<T> build() {
      return new OptionSpec<>(this);
    }
  }
}
