package org.woq4j.onnx.emit.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.packing.ColumnPacker;
import org.woq4j.kernels.packing.FloatPacking;

/**
 * The layout that MatMulNBits and the formats of tables share: each column of the weight is a row
 * of packed codes, with a row of scales and a row of zero points. A row of codes ends with the
 * weight's last row or is padded to its last block.
 */
public final class BlockedRows {

  public static final String CODES = "codes";
  public static final String SCALES = "scales";
  public static final String ZERO_POINTS = "zero_points";

  public static final OptionSpec<Boolean> EXPLICIT_ZERO_POINTS =
      OptionSpec.bool("explicit_zero_points")
          .defaultsTo(false)
          .doc(
              "Stores zero points for symmetric schemes, too, for execution providers that read a",
              "missing one as 0.")
          .build();

  private static final int TILE_BYTES = 1 << 18;

  private final EmissionRequest request;
  private final QuantScheme scheme;
  private final BlockGrid grid;
  private final int storedRows;
  private final int bits;
  private final boolean signed;
  private final boolean packed;
  private final boolean storesMiddle;

  /**
   * How codes are stored.
   *
   * @param bits of each
   * @param signed whether codes and zero points are less by their middle, so that they have a sign
   * @param explicit whether the middle code is stored as zero point where the scheme has none
   * @param packed whether the tensors hold bytes of packed codes, not elements of their own type
   */
  private record Codes(int bits, boolean signed, boolean explicit, boolean packed) {}

  private BlockedRows(EmissionRequest request, BlockGrid grid, int storedRows, Codes codes) {
    this.request = request;
    this.scheme = request.scheme();
    this.grid = grid;
    this.storedRows = storedRows;
    this.bits = codes.bits();
    this.signed = codes.signed();
    this.packed = codes.packed();
    this.storesMiddle = codes.explicit() && scheme.zeroPoint() == ZeroPoint.NONE;
  }

  /**
   * Rows of codes that end with the last block.
   *
   * @param explicit whether the middle code is stored as zero point where the scheme has none
   */
  public static BlockedRows padded(EmissionRequest request, BlockGrid grid, boolean explicit) {
    Codes codes = new Codes(StoredCodes.bits(request.scheme()), false, explicit, true);
    return new BlockedRows(request, grid, grid.blocks() * grid.rows(), codes);
  }

  /**
   * Rows of codes that end with the weight; they must fill whole bytes.
   *
   * @param explicit whether the middle code is stored as zero point where the scheme has none
   */
  public static BlockedRows unpadded(EmissionRequest request, BlockGrid grid, boolean explicit) {
    Codes codes = new Codes(StoredCodes.bits(request.scheme()), false, explicit, true);
    return new BlockedRows(request, grid, request.inputFeatures(), codes);
  }

  /**
   * Rows of codes of one byte each that end with the weight.
   *
   * @param signed whether codes and zero points are less by 128, so that they are int8
   */
  public static BlockedRows bytes(EmissionRequest request, BlockGrid grid, boolean signed) {
    Codes codes = new Codes(Byte.SIZE, signed, false, true);
    return new BlockedRows(request, grid, request.inputFeatures(), codes);
  }

  /**
   * Rows of elements of a type of 4 or 8 bits; those of codes and of zero points must fill whole
   * bytes.
   *
   * @param signed whether the type has a sign
   */
  public static BlockedRows elements(
      EmissionRequest request, BlockGrid grid, int bits, boolean signed) {
    Codes codes = new Codes(bits, signed, false, false);
    return new BlockedRows(request, grid, request.inputFeatures(), codes);
  }

  /**
   * Dimensions of a tensor that has a row for each column of a weight: [N,length] or [B,N,length].
   */
  public static List<Long> dims(EmissionRequest request, long length) {
    long columns = request.outputFeatures();
    return request.kind().isBatched()
        ? List.of((long) request.matrices(), columns, length)
        : List.of(columns, length);
  }

  /** Whether there is a tensor of zero points. */
  public boolean storesZeroPoints() {
    return storesMiddle || scheme.zeroPoint() != ZeroPoint.NONE;
  }

  /** The tensors; the codes have the given dimensions. */
  public List<TensorSpec> tensors(List<Long> codeDims) {
    List<TensorSpec> tensors = new ArrayList<>();
    CodeType sign = signed ? CodeType.INT : CodeType.UINT;
    ElementType type = sign.elementType(packed ? Byte.SIZE : bits);
    String rows = request.kind().isBatched() ? request.matrices() + " times [N," : "[N,";
    String stored =
        packed ? (signed ? "signed " : "") + bits + "-bit codes " : type.name() + " codes ";
    tensors.add(new TensorSpec(CODES, type, codeDims, stored + rows + storedRows + "]"));
    List<Long> dims = dims(request, grid.blocks());
    String perBlock = rows + "blocks of " + grid.rows() + "]";
    tensors.add(new TensorSpec(SCALES, scheme.scaleType(), dims, perBlock));
    if (storesMiddle || scheme.zeroPoint() == ZeroPoint.INTEGER) {
      List<Long> points = packed ? dims(request, zeroPointBytes()) : dims;
      String layout =
          (storesMiddle ? "middle of " : "") + stored + perBlock + ", rows in whole bytes";
      tensors.add(new TensorSpec(ZERO_POINTS, type, points, layout));
    } else if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      tensors.add(new TensorSpec(ZERO_POINTS, scheme.scaleType(), dims, perBlock));
    }
    return tensors;
  }

  /** Packs columns of a weight, one tile of columns at a time. */
  public void pack(int fromColumn, QuantizedWeight part, TensorSink sink) {
    int columns = part.outputFeatures();
    int tile = Math.max(1, Math.min(columns, TILE_BYTES / codeBytes()));
    ColumnPacker codes = new ColumnPacker(bits, storedRows, tile);
    ColumnPacker points = new ColumnPacker(bits, grid.blocks(), tile);
    byte[] floats =
        new byte[Math.toIntExact(scheme.scaleType().bytes((long) tile * grid.blocks()))];
    for (int from = 0; from < columns; from += tile) {
      int count = Math.min(tile, columns - from);
      long at = fromColumn + (long) from;
      packCodes(part, from, count, codes);
      write(CODES, at, count, codeBytes(), codes.packed(), sink);
      writeFloats(SCALES, part.scales(), columns, from, count, at, floats, sink);
      if (storesMiddle || scheme.zeroPoint() == ZeroPoint.INTEGER) {
        packZeroPoints(part, from, count, points);
        write(ZERO_POINTS, at, count, zeroPointBytes(), points.packed(), sink);
      } else if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
        float[] zeroPoints = part.floatZeroPoints().orElseThrow();
        writeFloats(ZERO_POINTS, zeroPoints, columns, from, count, at, floats, sink);
      }
    }
  }

  /** Writes packed rows of the given number of bytes each. */
  private void write(
      String role, long at, int count, int rowBytes, byte[] packed, TensorSink sink) {
    // A code less its middle is the code with the highest bit turned.
    int highest = bits == Byte.SIZE ? 0x80 : 0x88;
    for (int i = 0; signed && i < count * rowBytes; i++) {
      packed[i] ^= (byte) highest;
    }
    sink.write(role, at * rowBytes, packed, 0, count * rowBytes);
  }

  private void packCodes(QuantizedWeight part, int from, int count, ColumnPacker packer) {
    int columns = part.outputFeatures();
    int shift = StoredCodes.shift(scheme, bits);
    for (int row = 0; row < part.inputFeatures(); row++) {
      packer.add(part.codes(), row * columns + from, count, shift);
    }
    byte[] zeros = part.inputFeatures() < storedRows ? zeros(part, from, count) : new byte[0];
    for (int row = part.inputFeatures(); row < storedRows; row++) {
      packer.add(zeros, 0, count, shift);
    }
  }

  /**
   * Padding for the last block: the codes that decode to 0 in the last group, or to the nearest
   * value.
   */
  private static byte[] zeros(QuantizedWeight part, int from, int count) {
    byte[] zeros = new byte[count];
    for (int j = 0; j < count; j++) {
      float zero = part.zeroPoint(part.groups() - 1, from + j);
      zeros[j] = (byte) Math.max(0, Math.min(part.scheme().maxCode(), Math.round(zero)));
    }
    return zeros;
  }

  private void packZeroPoints(QuantizedWeight part, int from, int count, ColumnPacker packer) {
    if (storesMiddle) {
      byte[] middle = new byte[count];
      Arrays.fill(middle, (byte) (1 << (bits - 1)));
      for (int block = 0; block < grid.blocks(); block++) {
        packer.add(middle, 0, count, 0);
      }
      return;
    }
    byte[] zeroPoints = part.integerZeroPoints().orElseThrow();
    for (int block = 0; block < grid.blocks(); block++) {
      packer.add(zeroPoints, grid.group(block) * part.outputFeatures() + from, count, 0);
    }
  }

  private void writeFloats(
      String role,
      float[] values,
      int width,
      int from,
      int count,
      long at,
      byte[] bytes,
      TensorSink sink) {
    for (int column = 0; column < count; column++) {
      putColumn(values, width, from + column, bytes, column * grid.blocks());
    }
    long offset = scheme.scaleType().bytes(at * grid.blocks());
    long length = scheme.scaleType().bytes((long) count * grid.blocks());
    sink.write(role, offset, bytes, 0, (int) length);
  }

  private void putColumn(float[] values, int width, int column, byte[] bytes, int element) {
    for (int block = 0; block < grid.blocks(); block++) {
      float value = values[grid.group(block) * width + column];
      FloatPacking.put(scheme.scaleType(), value, bytes, element + block);
    }
  }

  private int codeBytes() {
    return ColumnPacker.columnBytes(bits, storedRows);
  }

  private int zeroPointBytes() {
    return ColumnPacker.columnBytes(bits, grid.blocks());
  }
}
