package org.woq4j.api.weight;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Stable;

/**
 * A quantized weight [K,N], unpacked. Built by algorithms, read by emitters.
 *
 * <p>Arrays are not copied and must not be modified afterwards.
 */
@Stable
public final class QuantizedWeight {

  private final QuantScheme scheme;
  private final int inputFeatures;
  private final int outputFeatures;
  private final byte[] codes;
  private final float[] scales;
  private final Optional<byte[]> integerZeroPoints;
  private final Optional<float[]> floatZeroPoints;

  private QuantizedWeight(Builder builder) {
    this.scheme = builder.scheme;
    this.inputFeatures = builder.inputFeatures;
    this.outputFeatures = builder.outputFeatures;
    this.codes = Objects.requireNonNull(builder.codes, "codes");
    this.scales = Objects.requireNonNull(builder.scales, "scales");
    this.integerZeroPoints = builder.integerZeroPoints;
    this.floatZeroPoints = builder.floatZeroPoints;
  }

  /**
   * {@return a builder of a weight [K,N]}
   *
   * @param scheme how it is quantized
   * @param inputFeatures K
   * @param outputFeatures N
   */
  public static Builder builder(QuantScheme scheme, int inputFeatures, int outputFeatures) {
    return new Builder(scheme, inputFeatures, outputFeatures);
  }

  /** {@return how it is quantized} */
  public QuantScheme scheme() {
    return scheme;
  }

  /** {@return K, the number of input features} */
  public int inputFeatures() {
    return inputFeatures;
  }

  /** {@return N, the number of output features} */
  public int outputFeatures() {
    return outputFeatures;
  }

  /** {@return the number of groups of one column} */
  public int groups() {
    return scheme.groups(inputFeatures);
  }

  /** {@return the codes, [K,N] row-major, one per byte, unsigned, in [0, 2^bits)} */
  public byte[] codes() {
    return codes;
  }

  /** {@return the scales, [groups, N] row-major, exact in the scheme's scale type} */
  public float[] scales() {
    return scales;
  }

  /**
   * {@return the zero points, [groups, N] row-major, one per byte, unsigned; present if and only if
   * the form is INTEGER}
   */
  public Optional<byte[]> integerZeroPoints() {
    return integerZeroPoints;
  }

  /** {@return the zero points, [groups, N] row-major; present if and only if the form is FLOAT} */
  public Optional<float[]> floatZeroPoints() {
    return floatZeroPoints;
  }

  /**
   * {@return the zero point of a group of a column, whatever its form}
   *
   * @param group index of the group
   * @param column index of the column
   */
  public float zeroPoint(int group, int column) {
    int index = group * outputFeatures + column;
    return switch (scheme.zeroPoint()) {
      case NONE -> scheme.middleCode();
      case INTEGER -> Byte.toUnsignedInt(integerZeroPoints.orElseThrow()[index]);
      case FLOAT -> floatZeroPoints.orElseThrow()[index];
    };
  }

  /** Collects the parts of a quantized weight. Not safe for use by several threads. */
  public static final class Builder {

    private final QuantScheme scheme;
    private final int inputFeatures;
    private final int outputFeatures;
    private byte @Nullable [] codes;
    private float @Nullable [] scales;
    private Optional<byte[]> integerZeroPoints = Optional.empty();
    private Optional<float[]> floatZeroPoints = Optional.empty();

    private Builder(QuantScheme scheme, int inputFeatures, int outputFeatures) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
      this.inputFeatures = inputFeatures;
      this.outputFeatures = outputFeatures;
    }

    /**
     * Sets the codes.
     *
     * @param values [K,N] row-major, one per byte, not copied
     * @return this
     */
    public Builder codes(byte[] values) {
      this.codes = values;
      return this;
    }

    /**
     * Sets the scales.
     *
     * @param values [groups, N] row-major, not copied
     * @return this
     */
    public Builder scales(float[] values) {
      this.scales = values;
      return this;
    }

    /**
     * Sets the zero points, for the form INTEGER.
     *
     * @param values [groups, N] row-major, one per byte, not copied
     * @return this
     */
    public Builder zeroPoints(byte[] values) {
      this.integerZeroPoints = Optional.of(values);
      return this;
    }

    /**
     * Sets the zero points, for the form FLOAT.
     *
     * @param values [groups, N] row-major, not copied
     * @return this
     */
    public Builder zeroPoints(float[] values) {
      this.floatZeroPoints = Optional.of(values);
      return this;
    }

    /**
     * {@return the weight} The host checks lengths, ranges and forms when an algorithm returns it.
     */
    public QuantizedWeight build() {
      return new QuantizedWeight(this);
    }
  }
}
