package org.woq4j.api.weight;

import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Stable;

/**
 * A quantized weight [K,N], unpacked. Built by algorithms, read by emitters.
 *
 * <p>Arrays are handed over, not copied: who builds or reads a quantized weight must not modify
 * them afterwards.
 */
@Stable
public final class QuantizedWeight {

  private final QuantScheme scheme;
  private final int inputFeatures;
  private final int outputFeatures;
  private final byte[] codes;
  private final float[] scales;
  private final byte[] integerZeroPoints;
  private final float[] floatZeroPoints;

  private QuantizedWeight(Builder builder) {
    this.scheme = builder.scheme;
    this.inputFeatures = builder.inputFeatures;
    this.outputFeatures = builder.outputFeatures;
    this.codes = Objects.requireNonNull(builder.codes, "codes");
    this.scales = Objects.requireNonNull(builder.scales, "scales");
    this.integerZeroPoints = builder.integerZeroPoints;
    this.floatZeroPoints = builder.floatZeroPoints;
  }

  /** Starts a quantized weight of K x N in the given scheme. */
  public static Builder builder(QuantScheme scheme, int inputFeatures, int outputFeatures) {
    return new Builder(scheme, inputFeatures, outputFeatures);
  }

  public QuantScheme scheme() {
    return scheme;
  }

  /** K. */
  public int inputFeatures() {
    return inputFeatures;
  }

  /** N. */
  public int outputFeatures() {
    return outputFeatures;
  }

  /** Groups of one column. */
  public int groups() {
    return scheme.groups(inputFeatures);
  }

  /** Codes [K,N] row-major, one per byte, unsigned, in [0, 2^bits). */
  public byte[] codes() {
    return codes;
  }

  /** Scales [groups, N] row-major, exactly representable in the scheme's scale type. */
  public float[] scales() {
    return scales;
  }

  /** Zero points [groups, N] row-major, one per byte, unsigned; present iff the form is INTEGER. */
  public Optional<byte[]> integerZeroPoints() {
    return Optional.ofNullable(integerZeroPoints);
  }

  /** Zero points [groups, N] row-major; present iff the form is FLOAT. */
  public Optional<float[]> floatZeroPoints() {
    return Optional.ofNullable(floatZeroPoints);
  }

  /** Zero point of the given group and column, whatever its form. */
  public float zeroPoint(int group, int column) {
    int index = group * outputFeatures + column;
    return switch (scheme.zeroPoint()) {
      case NONE -> scheme.middleCode();
      case INTEGER -> Byte.toUnsignedInt(integerZeroPoints[index]);
      case FLOAT -> floatZeroPoints[index];
    };
  }

  /** Collects the parts of a quantized weight. Not safe for use by several threads. */
  public static final class Builder {

    private final QuantScheme scheme;
    private final int inputFeatures;
    private final int outputFeatures;
    private byte[] codes;
    private float[] scales;
    private byte[] integerZeroPoints;
    private float[] floatZeroPoints;

    private Builder(QuantScheme scheme, int inputFeatures, int outputFeatures) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
      this.inputFeatures = inputFeatures;
      this.outputFeatures = outputFeatures;
    }

    /** Codes [K,N] row-major, one per byte. */
    public Builder codes(byte[] values) {
      this.codes = values;
      return this;
    }

    /** Scales [groups, N] row-major. */
    public Builder scales(float[] values) {
      this.scales = values;
      return this;
    }

    /** Zero points [groups, N] row-major, one per byte, for the form INTEGER. */
    public Builder zeroPoints(byte[] values) {
      this.integerZeroPoints = values;
      return this;
    }

    /** Zero points [groups, N] row-major, for the form FLOAT. */
    public Builder zeroPoints(float[] values) {
      this.floatZeroPoints = values;
      return this;
    }

    /** The weight. Lengths, ranges and forms are checked by the host when it is handed back. */
    public QuantizedWeight build() {
      return new QuantizedWeight(this);
    }
  }
}
