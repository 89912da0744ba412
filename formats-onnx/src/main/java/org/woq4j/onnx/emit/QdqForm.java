package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/**
 * The form in which {@link QdqEmitter} stores a weight.
 *
 * @param request the request, with the scheme that is stored
 * @param type whether codes are signed
 * @param bits bits of a stored code
 * @param grid the blocks along K
 */
record QdqForm(EmissionRequest request, CodeType type, int bits, BlockGrid grid) {

  static final String CODES = "codes";
  static final String SCALES = "scales";
  static final String ZERO_POINTS = "zero_points";

  /** The greatest power of two that ONNX Runtime's fusion into MatMulNBits supports. */
  private static final int GREATEST_FUSED = 256;

  static QdqForm of(EmissionRequest request, CodeType type) {
    QuantScheme scheme = request.scheme();
    int bits = StoredCodes.bits(scheme);
    // When ONNX Runtime (1.26 to 1.29) fuses 2-bit codes, it mixes up rows that are not whole
    // bytes.
    int storedBits = bits == 2 && request.outputFeatures() % 4 != 0 ? 4 : bits;
    int rows = blockRows(scheme.groupRows(request.inputFeatures()), request.groups());
    BlockGrid grid = BlockGrid.of(rows, scheme, request.inputFeatures());
    return new QdqForm(request, type, storedBits, grid);
  }

  /**
   * ONNX Runtime (1.26 to 1.29) also fuses greater powers of two, and then fails or computes wrong
   * results.
   */
  private static int blockRows(int groupRows, int groups) {
    boolean failsFused = Integer.bitCount(groupRows) == 1 && groupRows > GREATEST_FUSED;
    return groups > 1 && failsFused ? GREATEST_FUSED : groupRows;
  }

  /** Whether each column has one scale and DequantizeLinear gets no block size. */
  boolean isPerColumn() {
    return grid.blocks() == 1;
  }

  /** Without a zero point, unsigned codes are read with zero point 0, which no scheme has. */
  boolean storesZeroPoints() {
    return type == CodeType.UINT || request.scheme().zeroPoint() == ZeroPoint.INTEGER;
  }

  /** Offset that is added to codes and zero points; the middle code becomes 0 in signed codes. */
  int shift() {
    return type == CodeType.UINT ? 0 : -request.scheme().middleCode();
  }

  /** Slices must begin on whole bytes in every row; if rows do not, the weight is not sliced. */
  int columnMultiple() {
    int perByte = 8 / bits;
    return request.outputFeatures() % perByte == 0 ? perByte : request.outputFeatures();
  }

  List<TensorSpec> tensors() {
    ElementType codeType = type.elementType(bits);
    String codes = codeType.name().toLowerCase(Locale.ROOT);
    long columns = request.outputFeatures();
    List<Long> dims = isPerColumn() ? List.of(columns) : List.of((long) grid.blocks(), columns);
    String perBlock = "[blocks of " + grid.rows() + ",N]";
    List<TensorSpec> tensors = new ArrayList<>();
    List<Long> weight = List.of((long) request.inputFeatures(), columns);
    tensors.add(new TensorSpec(CODES, codeType, weight, codes + " [K,N]"));
    tensors.add(new TensorSpec(SCALES, request.scheme().scaleType(), dims, perBlock));
    if (storesZeroPoints()) {
      tensors.add(new TensorSpec(ZERO_POINTS, codeType, dims, codes + " " + perBlock));
    }
    return tensors;
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    StoredCodes.note(request.scheme(), bits).ifPresent(notes::add);
    if (!isPerColumn()) {
      grid.note(request.scheme()).ifPresent(notes::add);
    }
    notes.add(
        "ONNX Runtime may fuse it into MatMulNBits with activations rounded to int8; the session"
            + " entry session.qdq_matmulnbits_accuracy_level 0 keeps their precision");
    return notes;
  }
}
