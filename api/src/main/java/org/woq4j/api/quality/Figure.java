package org.woq4j.api.quality;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Stable;

/**
 * A named number that a measurement returns. Immutable.
 *
 * <pre>{@code
 * Figure.of("same_sign", share, Better.HIGHER).output("logits").unit("share").build()
 * }</pre>
 */
@Stable
public final class Figure {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** Which values are better. */
  public enum Better {
    /** Greater ones, as for a similarity. */
    HIGHER,
    /** Smaller ones, as for an error. */
    LOWER,
    /** Neither: the figure describes something. */
    NEITHER
  }

  /**
   * A range that holds the true value in 95 of 100 cases.
   *
   * @param low its lower end
   * @param high its upper end
   */
  @Stable
  public record Interval(double low, double high) {}

  /**
   * The value of one sample.
   *
   * @param sample name of the sample
   * @param value its value
   */
  @Stable
  public record SampleValue(String sample, double value) {

    /** Checks that the name is there. */
    public SampleValue {
      Objects.requireNonNull(sample, "sample");
    }
  }

  private final String name;
  private final double value;
  private final Better better;
  private final @Nullable String output;
  private final String unit;
  private final OptionalDouble standardError;
  private final @Nullable Interval interval;
  private final List<SampleValue> samples;

  private Figure(Builder builder) {
    this.name = builder.name;
    this.value = builder.value;
    this.better = builder.better;
    this.output = builder.output;
    this.unit = builder.unit;
    this.standardError = builder.standardError;
    this.interval = builder.interval;
    this.samples = builder.samples;
  }

  /**
   * {@return the start of a figure}
   *
   * @param name its name, {@code [a-z][a-z0-9_]*}, the same in requirements, reports and pages
   * @param value its value; may be infinite, and NaN only if it cannot be computed
   * @param better which values are better
   * @throws IllegalArgumentException if the name is malformed
   */
  public static Builder of(String name, double value, Better better) {
    return new Builder(name, value, better);
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return its value} */
  public double value() {
    return value;
  }

  /** {@return which values are better} */
  public Better better() {
    return better;
  }

  /** {@return the output that it is about; empty if it is about the whole model} */
  public Optional<String> output() {
    return Optional.ofNullable(output);
  }

  /** {@return its unit, such as {@code nats} or {@code share}; empty for a number without one} */
  public String unit() {
    return unit;
  }

  /** {@return the standard error of the value; empty if it is unknown} */
  public OptionalDouble standardError() {
    return standardError;
  }

  /** {@return the range that holds the true value in 95 of 100 cases; empty if it is unknown} */
  public Optional<Interval> interval() {
    return Optional.ofNullable(interval);
  }

  /** {@return the value of each sample, in the order of the samples; empty if there are none} */
  public List<SampleValue> samples() {
    return samples;
  }

  /** {@return the sample with the worst value; empty without samples or a better direction} */
  public Optional<SampleValue> worst() {
    Comparator<SampleValue> byValue = Comparator.comparingDouble(SampleValue::value);
    return switch (better) {
      case HIGHER -> samples.stream().min(byValue);
      case LOWER -> samples.stream().max(byValue);
      case NEITHER -> Optional.empty();
    };
  }

  /** {@return its name, output and value} */
  @Override
  public String toString() {
    return output().map(of -> name + " of " + of).orElse(name) + " = " + value;
  }

  /** Collects the parts of a figure. Not safe for use by several threads. */
  @Stable
  public static final class Builder {

    private final String name;
    private final double value;
    private final Better better;
    private @Nullable String output;
    private String unit = "";
    private OptionalDouble standardError = OptionalDouble.empty();
    private @Nullable Interval interval;
    private List<SampleValue> samples = List.of();

    private Builder(String name, double value, Better better) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the name of a figure is lower-case letters, digits and underscores, was '"
                + name
                + "'");
      }
      this.name = name;
      this.value = value;
      this.better = Objects.requireNonNull(better, "better");
    }

    /**
     * Names the output that the figure is about.
     *
     * @param of its name
     * @return this builder
     */
    public Builder output(String of) {
      this.output = Objects.requireNonNull(of, "output");
      return this;
    }

    /**
     * Sets the unit.
     *
     * @param of such as {@code nats} or {@code share}
     * @return this builder
     */
    public Builder unit(String of) {
      this.unit = Objects.requireNonNull(of, "unit");
      return this;
    }

    /**
     * Sets the standard error.
     *
     * @param error of the value
     * @return this builder
     */
    public Builder standardError(double error) {
      this.standardError = OptionalDouble.of(error);
      return this;
    }

    /**
     * Sets the range that holds the true value in 95 of 100 cases.
     *
     * @param low its lower end
     * @param high its upper end
     * @return this builder
     */
    public Builder interval(double low, double high) {
      this.interval = new Interval(low, high);
      return this;
    }

    /**
     * Sets the value of each sample.
     *
     * @param values in the order of the samples
     * @return this builder
     */
    public Builder samples(List<SampleValue> values) {
      this.samples = List.copyOf(values);
      return this;
    }

    /** {@return the figure} */
    public Figure build() {
      return new Figure(this);
    }
  }
}
