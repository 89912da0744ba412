package org.woq4j.api.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.QuantizedWeight;

/** The result of an algorithm for one {@link WeightGroup}. Built by algorithms. Immutable. */
@Stable
public final class QuantizedGroup {

  private final List<QuantizedWeight> weights;
  private final Optional<float[]> inputScale;
  private final List<Note> notes;

  private QuantizedGroup(Builder builder) {
    this.weights = List.copyOf(builder.weights);
    this.inputScale = builder.inputScale;
    this.notes = List.copyOf(builder.notes);
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return a result without an input scale}
   *
   * @param weights in the order of the group's weights
   */
  public static QuantizedGroup of(List<QuantizedWeight> weights) {
    Builder builder = builder();
    weights.forEach(builder::add);
    return builder.build();
  }

  /** {@return the quantized weights, in the order of the group's weights} */
  public List<QuantizedWeight> weights() {
    return weights;
  }

  /**
   * {@return the factors that row k of each weight was multiplied by, [K], finite and positive;
   * empty if rows were not multiplied} The host divides the activation by them.
   */
  public Optional<float[]> inputScale() {
    return inputScale;
  }

  /** {@return notes for the user} */
  public List<Note> notes() {
    return notes;
  }

  /** Collects the parts of a result. Not safe for use by several threads. */
  public static final class Builder {

    private final List<QuantizedWeight> weights = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private Optional<float[]> inputScale = Optional.empty();

    private Builder() {}

    /**
     * Adds the result for the group's next weight.
     *
     * @param weight its quantized form
     * @return this
     */
    public Builder add(QuantizedWeight weight) {
      weights.add(weight);
      return this;
    }

    /**
     * Sets the factors that row k of each weight was multiplied by.
     *
     * @param scale [K], finite and positive; not copied
     * @return this
     */
    public Builder inputScale(float[] scale) {
      this.inputScale = Optional.of(scale);
      return this;
    }

    /**
     * Adds a note for the user.
     *
     * @param kind how serious it is
     * @param message a sentence without a full stop
     * @return this
     */
    public Builder note(Note.Kind kind, String message) {
      notes.add(new Note(kind, message));
      return this;
    }

    /** {@return the result} */
    public QuantizedGroup build() {
      return new QuantizedGroup(this);
    }
  }
}
