package org.woq4j.calibration.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.woq4j.api.weight.ElementType;

/**
 * The header of an array in NumPy's .npy format.
 *
 * @param type its element type
 * @param order the byte order of its elements
 * @param shape its dimensions; elements are row-major
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
record NpyHeader(ElementType type, ByteOrder order, long[] shape) {

  /** How to fix an array that {@link #read} rejects. */
  static final String CURE =
      "save it with numpy.savez as a C-contiguous array of float16, float32, float64, int8, uint8,"
          + " int32, int64 or bool";

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The maximum length of a header in bytes; NumPy itself warns above 10000. */
  private static final int LONGEST = 1 << 16;

  private static final Map<String, ElementType> TYPES =
      Map.of(
          "f2", ElementType.FLOAT16,
          "f4", ElementType.FLOAT32,
          "f8", ElementType.FLOAT64,
          "i1", ElementType.INT8,
          "u1", ElementType.UINT8,
          "i4", ElementType.INT32,
          "i8", ElementType.INT64,
          "b1", ElementType.BOOL);

  private static final Pattern TYPE = key("descr", "['\"]([<>=|]?)(\\w+)['\"]");
  private static final Pattern ANY_TYPE = key("descr", "([^,}]*)");
  private static final Pattern FORTRAN = key("fortran_order", "(True|False)");
  private static final Pattern SHAPE = key("shape", "\\(([0-9,\\s]*)\\)");

  private static Pattern key(String name, String value) {
    return Pattern.compile("['\"]" + name + "['\"]\\s*:\\s*" + value);
  }

  /**
   * Reads a header and leaves the stream at the first element.
   *
   * @throws IllegalArgumentException if it is not a header, or the array is not supported; the
   *     message continues after the array's name
   */
  static NpyHeader read(InputStream in) throws IOException {
    String text = text(in);
    if (find(FORTRAN, text).group(1).equals("True")) {
      throw new IllegalArgumentException("is in Fortran order");
    }
    Matcher type = TYPE.matcher(text);
    ElementType element = type.find() ? TYPES.get(type.group(2)) : null;
    if (element == null) {
      throw new IllegalArgumentException(
          "is of type " + find(ANY_TYPE, text).group(1).strip() + ", which is not supported");
    }
    return new NpyHeader(element, order(type.group(1)), shape(find(SHAPE, text).group(1)));
  }

  private static String text(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(MAGIC, 0, MAGIC.length, start, 0, MAGIC.length)) {
      throw new IllegalArgumentException("does not begin like a .npy file");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          "has version " + version + " of the .npy format; supported are 1 to 3");
    }
    byte[] size = Arrays.copyOf(in.readNBytes(version == 1 ? 2 : 4), 4);
    int length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > LONGEST) {
      throw new IllegalArgumentException(
          "has a header of " + Integer.toUnsignedString(length) + " bytes, which is too long");
    }
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private static Matcher find(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("has a damaged header");
    }
    return found;
  }

  private static ByteOrder order(String sign) {
    return switch (sign) {
      case "<" -> ByteOrder.LITTLE_ENDIAN;
      case ">" -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private static long[] shape(String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(dimension -> !dimension.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("has the shape (" + text + ")", wrong);
    }
  }

  /**
   * The size of all elements in bytes.
   *
   * @throws IllegalArgumentException if the size exceeds 64 bits; the message continues after the
   *     array's name
   */
  long bytes() {
    try {
      return type.bytes(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException("has the shape " + Arrays.toString(shape), overflow);
    }
  }
}
