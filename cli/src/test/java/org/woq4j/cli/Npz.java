package org.woq4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes batches as NumPy would. */
final class Npz {

  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  Npz longs(String name, long[] shape, long... values) {
    ByteBuffer elements = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    elements.asLongBuffer().put(values);
    return array(name, "<i8", shape, elements.array());
  }

  Npz ints(String name, long[] shape, int... values) {
    ByteBuffer elements = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    elements.asIntBuffer().put(values);
    return array(name, "<i4", shape, elements.array());
  }

  /** Zeros, but for one. */
  Npz floats(String name, long[] shape, int index, float value) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    ByteBuffer elements = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    return array(name, "<f4", shape, elements.putFloat(4 * index, value).array());
  }

  Npz floats(String name, long[] shape, float[] values) {
    ByteBuffer elements = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    elements.asFloatBuffer().put(values);
    return array(name, "<f4", shape, elements.array());
  }

  private Npz array(String name, String type, long[] shape, byte[] elements) {
    String dims =
        Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ",)"));
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s}\n".formatted(type, dims);
    arrays.put(
        name + ".npy",
        ByteBuffer.allocate(10 + header.length() + elements.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .put(elements)
            .array());
    return this;
  }

  void write(Path file) {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey()));
        zip.write(array.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
