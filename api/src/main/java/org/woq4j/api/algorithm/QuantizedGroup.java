package org.woq4j.api.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;

/** The result of an algorithm for one {@link WeightGroup}. Built by algorithms. Immutable. */
@Stable
public final class QuantizedGroup {

  private final List<QuantizedWeight> weights;
  private final List<Optional<SquaredError>> errors;
  private final Optional<float[]> inputScale;
  private final List<Note> notes;

  private QuantizedGroup(Builder builder) {
    this.weights = List.copyOf(builder.weights);
    this.errors = List.copyOf(builder.errors);
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
   * {@return how far each quantized weight is from the weight of the group, in their order; empty
   * where the algorithm did not measure it} The host measures the others.
   */
  public List<Optional<SquaredError>> errors() {
    return errors;
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
    private final List<Optional<SquaredError>> errors = new ArrayList<>();
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
      return add(weight, Optional.empty());
    }

    /**
     * Adds the result for the group's next weight, with its error. An algorithm that has the values
     * at hand saves the host from reading the weight once more.
     *
     * @param weight its quantized form
     * @param error how far it is from the group's weight, without an input scale; empty if unknown
     * @return this
     */
    public Builder add(QuantizedWeight weight, Optional<SquaredError> error) {
      weights.add(weight);
      errors.add(error);
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
