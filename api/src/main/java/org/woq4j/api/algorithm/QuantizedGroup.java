package org.woq4j.api.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.QuantizedWeight;

/** What an algorithm made of a group. Built by algorithms. Immutable. */
@Stable
public final class QuantizedGroup {

  private final List<QuantizedWeight> weights;
  private final float[] inputScale;
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
   * {@return what row k of each weight was multiplied by, [K], finite and positive; empty if rows
   * were not multiplied} The activation must be divided by it.
   */
  public Optional<float[]> inputScale() {
    return Optional.ofNullable(inputScale);
  }

  /** {@return what the user should know} */
  public List<Note> notes() {
    return notes;
  }

  /** Collects the parts of a result. Not safe for use by several threads. */
  public static final class Builder {

    private final List<QuantizedWeight> weights = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private float[] inputScale;

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
     * Sets what row k of each weight was multiplied by.
     *
     * @param scale [K], finite and positive; not copied
     * @return this
     */
    public Builder inputScale(float[] scale) {
      this.inputScale = scale;
      return this;
    }

    /**
     * Adds something that the user should know.
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
