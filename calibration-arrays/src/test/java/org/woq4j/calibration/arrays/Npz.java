package org.woq4j.calibration.arrays;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes .npz files like numpy.savez_compressed, and invalid ones. */
final class Npz {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** An array of the given descriptor, such as {@code <i8}. */
  Npz array(String name, String type, String shape, byte[] elements) {
    return entry(
        name + ".npy",
        npy(
            "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape),
            elements));
  }

  Npz longs(String name, String shape, long... values) {
    return array(name, "<i8", shape, longs(ByteOrder.LITTLE_ENDIAN, values));
  }

  static byte[] longs(ByteOrder order, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(order);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  Npz entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  /** An array in version 1.0 of the format, padded as NumPy does. */
  static byte[] npy(String header, byte[] elements) {
    String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    byte[] text = padded.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + elements.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(elements)
        .array();
  }

  Path write(Path file) {
    try {
      return Files.write(file, toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] toByteArray() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
