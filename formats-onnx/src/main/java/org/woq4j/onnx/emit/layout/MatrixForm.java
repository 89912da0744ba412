package org.woq4j.onnx.emit.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * The form in which standard operators read a weight: codes [K,N], with scales and zero points for
 * each block of rows of a column.
 *
 * @param request the request, with the scheme that is stored
 * @param type whether codes are signed
 * @param bits bits of a stored code
 * @param grid the blocks along K
 */
public record MatrixForm(EmissionRequest request, CodeType type, int bits, BlockGrid grid) {

  public static final String CODES = "codes";
  public static final String SCALES = "scales";
  public static final String ZERO_POINTS = "zero_points";

  /** Whether it is a batch of matrices [B,K,N]. */
  public boolean isBatched() {
    return request.kind().isBatched();
  }

  /** Whether it is one matrix, each column of which has one scale. */
  public boolean isPerColumn() {
    return grid.blocks() == 1 && !isBatched();
  }

  private List<Long> dims(long rows) {
    long columns = request.outputFeatures();
    return isBatched() ? List.of((long) request.matrices(), rows, columns) : List.of(rows, columns);
  }

  /** Without a zero point, unsigned codes are read with zero point 0, which no scheme has. */
  public boolean storesZeroPoints() {
    return type == CodeType.UINT || request.scheme().zeroPoint() == ZeroPoint.INTEGER;
  }

  /** Offset that is added to codes and zero points; the middle code becomes 0 in signed codes. */
  private int shift() {
    return type == CodeType.UINT ? 0 : -request.scheme().middleCode();
  }

  /** Slices must begin on whole bytes in every row; if rows do not, the weight is not sliced. */
  public int columnMultiple() {
    int perByte = 8 / bits;
    return request.outputFeatures() % perByte == 0 ? perByte : request.outputFeatures();
  }

  public List<TensorSpec> tensors() {
    ElementType codeType = type.elementType(bits);
    String codes = codeType.name().toLowerCase(Locale.ROOT);
    long columns = request.outputFeatures();
    List<Long> dims = isPerColumn() ? List.of(columns) : dims(grid.blocks());
    String matrices = isBatched() ? request.matrices() + " times " : "";
    String perBlock = matrices + "[blocks of " + grid.rows() + ",N]";
    List<TensorSpec> tensors = new ArrayList<>();
    List<Long> weight = dims(request.inputFeatures());
    tensors.add(new TensorSpec(CODES, codeType, weight, codes + " " + matrices + "[K,N]"));
    tensors.add(new TensorSpec(SCALES, request.scheme().scaleType(), dims, perBlock));
    if (storesZeroPoints()) {
      tensors.add(new TensorSpec(ZERO_POINTS, codeType, dims, codes + " " + perBlock));
    }
    return tensors;
  }

  /** Packs columns of a weight. */
  public void pack(int fromColumn, QuantizedWeight part, TensorSink sink) {
    int matrix = fromColumn / request.outputFeatures();
    packMatrix(fromColumn % request.outputFeatures(), part, matrix == 0 ? sink : at(matrix, sink));
  }

  /** Writes to where a matrix of the batch begins. */
  private TensorSink at(int matrix, TensorSink sink) {
    Map<String, Long> bytes =
        tensors().stream()
            .collect(
                Collectors.toMap(TensorSpec::role, tensor -> tensor.bytes() / request.matrices()));
    return (role, offset, data, from, length) ->
        sink.write(
            role,
            matrix * Objects.requireNonNull(bytes.get(role), role) + offset,
            data,
            from,
            length);
  }

  private void packMatrix(int fromColumn, QuantizedWeight part, TensorSink sink) {
    int columns = part.outputFeatures();
    MatrixColumns slice = new MatrixColumns(fromColumn, columns, request.outputFeatures());
    slice.writeCodes(CODES, part.codes(), shift(), bits, sink);
    for (int block = 0; block < grid.blocks(); block++) {
      int from = grid.group(block) * columns;
      slice.writeRow(SCALES, part.scheme().scaleType(), part.scales(), from, block, sink);
    }
    if (storesZeroPoints()) {
      slice.writeCodes(ZERO_POINTS, zeroPoints(part), shift(), bits, sink);
    }
  }

  /** Zero points [blocks, columns]. */
  private byte[] zeroPoints(QuantizedWeight part) {
    int columns = part.outputFeatures();
    byte[] points = new byte[grid.blocks() * columns];
    if (part.integerZeroPoints().isEmpty()) {
      Arrays.fill(points, (byte) part.scheme().middleCode());
      return points;
    }
    byte[] ofGroups = part.integerZeroPoints().get();
    for (int block = 0; block < grid.blocks(); block++) {
      System.arraycopy(ofGroups, grid.group(block) * columns, points, block * columns, columns);
    }
    return points;
  }
}
