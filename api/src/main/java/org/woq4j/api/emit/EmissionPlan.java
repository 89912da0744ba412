package org.woq4j.api.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.QuantScheme;

/** An emitter's answer to whether it can store a weight. */
@Stable
public sealed interface EmissionPlan {

  /**
   * The weight cannot be stored.
   *
   * @param reason why not, one sentence without a full stop
   * @param alternative what would work, one sentence without a full stop
   */
  record Refused(String reason, String alternative) implements EmissionPlan {
    /** Checks that neither is null. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(alternative, "alternative");
    }
  }

  /** The weight can be stored, in this form. Immutable. */
  final class Accepted implements EmissionPlan {

    private final QuantScheme scheme;
    private final List<TensorSpec> tensors;
    private final List<String> notes;
    private final int opset;
    private final int irVersion;
    private final String leastRuntime;
    private final int columnMultiple;
    private final boolean takesBias;
    private final ActivationRounding activationRounding;

    private Accepted(Builder builder) {
      this.scheme = builder.scheme;
      this.tensors = List.copyOf(builder.tensors);
      this.notes = List.copyOf(builder.notes);
      this.opset = builder.opset;
      this.irVersion = builder.irVersion;
      this.leastRuntime = builder.leastRuntime;
      this.columnMultiple = builder.columnMultiple;
      this.takesBias = builder.takesBias;
      this.activationRounding = builder.activationRounding;
    }

    /**
     * {@return the scheme to quantize to: that of the request, except for the form of zero points
     * and the scale type; it may have fewer bits}
     */
    public QuantScheme scheme() {
      return scheme;
    }

    /** {@return the tensors that will be stored, each with a role of its own} */
    public List<TensorSpec> tensors() {
      return tensors;
    }

    /** {@return notes for the user on the stored form, such as wider codes or repeated scales} */
    public List<String> notes() {
      return notes;
    }

    /** {@return the lowest version of the standard operator set that the nodes need; 0 for any} */
    public int opset() {
      return opset;
    }

    /** {@return the lowest IR version that the tensors need; 0 for any} */
    public int irVersion() {
      return irVersion;
    }

    /** {@return the lowest version of ONNX Runtime that loads the nodes, such as {@code 1.20}} */
    public String leastRuntime() {
      return leastRuntime;
    }

    /** {@return the alignment of slices: the first column of each must be a multiple of it} */
    public int columnMultiple() {
      return columnMultiple;
    }

    /**
     * {@return whether the nodes add {@link EmissionContext#bias}; the host adds it if they do not}
     */
    public boolean takesBias() {
      return takesBias;
    }

    /** {@return how the nodes round the activation} */
    public ActivationRounding activationRounding() {
      return activationRounding;
    }

    /** {@return the number of bytes that will be stored} */
    public long bytes() {
      return tensors.stream().mapToLong(TensorSpec::bytes).sum();
    }
  }

  /**
   * Starts an acceptance of the given scheme.
   *
   * @param scheme the scheme that will be stored
   * @return a builder of the acceptance
   */
  static Builder accept(QuantScheme scheme) {
    return new Builder(scheme);
  }

  /**
   * {@return a refusal}
   *
   * @param reason why the weight cannot be stored, a sentence without a full stop
   * @param alternative what would work instead, a sentence without a full stop
   */
  static EmissionPlan refuse(String reason, String alternative) {
    return new Refused(reason, alternative);
  }

  /** Collects the parts of an acceptance. */
  final class Builder {

    private final QuantScheme scheme;
    private final List<TensorSpec> tensors = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int opset;
    private int irVersion;
    private String leastRuntime = "1.0";
    private int columnMultiple = 1;
    private boolean takesBias;
    private ActivationRounding activationRounding = ActivationRounding.NONE;

    private Builder(QuantScheme scheme) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
    }

    /**
     * Adds a tensor that will be stored.
     *
     * @param tensor with a role that no other tensor has
     * @return this
     */
    public Builder tensor(TensorSpec tensor) {
      tensors.add(tensor);
      return this;
    }

    /**
     * Adds a note for the user on the stored form.
     *
     * @param note a sentence without a full stop
     * @return this
     */
    public Builder note(String note) {
      notes.add(note);
      return this;
    }

    /**
     * Sets the standard operator set and the IR version that are needed.
     *
     * @param leastOpset 0 for any
     * @param leastIrVersion 0 for any
     * @return this
     */
    public Builder needs(int leastOpset, int leastIrVersion) {
      this.opset = leastOpset;
      this.irVersion = leastIrVersion;
      return this;
    }

    /**
     * Sets the lowest version of ONNX Runtime that loads the nodes.
     *
     * @param version such as {@code 1.20}
     * @return this
     */
    public Builder leastRuntime(String version) {
      this.leastRuntime = version;
      return this;
    }

    /**
     * Sets the alignment of slices: the first column of each, counted in its matrix, must be a
     * multiple of it. 1 by default.
     *
     * @param multiple at least 1
     * @return this
     */
    public Builder columnMultiple(int multiple) {
      this.columnMultiple = multiple;
      return this;
    }

    /**
     * Says that the nodes add the bias themselves.
     *
     * @return this
     */
    public Builder takesBias() {
      this.takesBias = true;
      return this;
    }

    /**
     * Says that the nodes round the activation. They do not by default.
     *
     * @param rounding how they round it
     * @return this
     */
    public Builder activationRounding(ActivationRounding rounding) {
      this.activationRounding = Objects.requireNonNull(rounding, "rounding");
      return this;
    }

    /** {@return the acceptance} */
    public Accepted build() {
      return new Accepted(this);
    }
  }
}
