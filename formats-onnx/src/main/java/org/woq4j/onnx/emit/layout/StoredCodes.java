package org.woq4j.onnx.emit.layout;

import java.util.Optional;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/** Rules that all packed forms share: the bits of a stored code and the stored scheme. */
public final class StoredCodes {

  private StoredCodes() {}

  /** Bits of a stored code: 2, 4 or 8. */
  public static int bits(QuantScheme scheme) {
    return scheme.bits() <= 2 ? 2 : scheme.bits() <= 4 ? 4 : 8;
  }

  /**
   * Offset that moves codes without zero points so that their middle code is the middle of the
   * stored range.
   *
   * @param storedBits bits of a stored code
   */
  public static int shift(QuantScheme scheme, int storedBits) {
    return scheme.zeroPoint() == ZeroPoint.NONE ? (1 << (storedBits - 1)) - scheme.middleCode() : 0;
  }

  /** A note for the user if codes are stored in more bits than they have. */
  public static Optional<String> note(QuantScheme scheme, int storedBits) {
    return scheme.bits() == storedBits
        ? Optional.empty()
        : Optional.of(scheme.bits() + "-bit codes stored in " + storedBits + " bits");
  }

  /** The scheme of a form that stores scales of the given type. */
  public static QuantScheme scheme(EmissionRequest request, ElementType scaleType) {
    QuantScheme wanted = request.scheme();
    ZeroPoint form = wanted.zeroPoint();
    if (form != ZeroPoint.FLOAT) {
      form = wanted.symmetry().isSymmetric() ? ZeroPoint.NONE : ZeroPoint.INTEGER;
    }
    return wanted.withZeroPoint(form).withScaleType(scaleType);
  }
}
