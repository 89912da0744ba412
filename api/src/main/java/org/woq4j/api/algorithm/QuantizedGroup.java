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

  public static Builder builder() {
    return new Builder();
  }

  /** A group of plainly quantized weights, in the order of the group's weights. */
  public static QuantizedGroup of(List<QuantizedWeight> weights) {
    Builder builder = builder();
    weights.forEach(builder::add);
    return builder.build();
  }

  /** The quantized weights, in the order of the group's weights. */
  public List<QuantizedWeight> weights() {
    return weights;
  }

  /**
   * [K], finite and positive: the weights stand for {@code W[k,n] * inputScale[k]}, so the
   * activation must be divided by it. Empty where the weights stand for W itself.
   */
  public Optional<float[]> inputScale() {
    return Optional.ofNullable(inputScale);
  }

  public List<Note> notes() {
    return notes;
  }

  /** Collects the parts of a result. Not safe for use by several threads. */
  public static final class Builder {

    private final List<QuantizedWeight> weights = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private float[] inputScale;

    private Builder() {}

    /** Adds the result for the group's next weight. */
    public Builder add(QuantizedWeight weight) {
      weights.add(weight);
      return this;
    }

    /** What row k of the weights was multiplied by, [K]. */
    public Builder inputScale(float[] scale) {
      this.inputScale = scale;
      return this;
    }

    /** Something the user should know. */
    public Builder note(Note.Kind kind, String message) {
      notes.add(new Note(kind, message));
      return this;
    }

    public QuantizedGroup build() {
      return new QuantizedGroup(this);
    }
  }
}
