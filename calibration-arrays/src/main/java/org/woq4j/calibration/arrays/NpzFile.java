package org.woq4j.calibration.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;

/**
 * A file with one batch: a zip archive of arrays in the .npy format. Each array has the name of a
 * model input.
 *
 * @param number number of the batch, counted from 1
 * @param path path of the file
 */
record NpzFile(int number, Path path) {

  private static final String EXTENSION = ".npy";

  /**
   * A batch may use one part in this many of the heap, because several batches are in memory at
   * once.
   */
  private static final int HEAP_SHARE = 4;

  private record Header(String name, ZipEntry entry, NpyHeader array) {}

  /**
   * Checks the headers of the arrays; reads no elements.
   *
   * @throws WoqException with every array that cannot be used
   */
  void check() {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      headers(zip);
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * Reads the arrays, in the archive's order.
   *
   * @throws WoqException if an array is damaged
   */
  List<NamedTensor> tensors() {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<NamedTensor> tensors = new ArrayList<>();
      for (Header header : headers(zip)) {
        tensors.add(tensor(zip, header));
      }
      return tensors;
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private List<Header> headers(ZipFile zip) throws IOException {
    List<Header> headers = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long bytes = 0;
    for (ZipEntry entry : entries(zip)) {
      String name = entry.getName().replaceAll("\\.npy$", "");
      try (InputStream in = zip.getInputStream(entry)) {
        if (!entry.getName().endsWith(EXTENSION) || !names.add(name)) {
          throw new IllegalArgumentException(
              names.contains(name)
                  ? "occurs twice"
                  : "is not an array: its name does not end in .npy");
        }
        Header header = new Header(name, entry, NpyHeader.read(in));
        bytes += Math.min(header.array().bytes(), 1L << Integer.SIZE); // no overflow
        headers.add(header);
      } catch (IllegalArgumentException wrong) {
        issues.add(Issue.of(named(name, wrong), NpyHeader.CURE));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(ArraysError.ARRAY, issues);
    }
    checkSize(headers, bytes);
    return headers;
  }

  private static List<? extends ZipEntry> entries(ZipFile zip) throws IOException {
    try {
      return zip.stream().toList();
    } catch (IllegalArgumentException malformed) {
      throw new IOException("its directory is damaged", malformed);
    }
  }

  private void checkSize(List<Header> headers, long bytes) {
    if (headers.isEmpty()) {
      throw ArraysError.FILE.because(
          place() + " contains no arrays", "save an array for each input of the model");
    }
    long most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    if (bytes > most) {
      throw ArraysError.TOO_LARGE.because(
          place() + " needs more than " + most + " bytes",
          "split it into smaller batches, or give Java more memory (-Xmx)");
    }
  }

  private NamedTensor tensor(ZipFile zip, Header header) throws IOException {
    try (CheckedInputStream in =
        new CheckedInputStream(zip.getInputStream(header.entry()), new CRC32())) {
      NpyHeader.read(in);
      int expected = (int) header.array().bytes();
      byte[] elements = in.readNBytes(expected);
      if (elements.length < expected || in.read() >= 0) {
        throw new IllegalArgumentException("does not have the " + expected + " bytes of its shape");
      }
      if (in.getChecksum().getValue() != header.entry().getCrc()) {
        throw new IllegalArgumentException("is damaged: its checksum is wrong");
      }
      NpyHeader array = header.array();
      ByteBuffer data = ByteBuffer.wrap(elements).order(array.order());
      return new NamedTensor(
          header.name(), array.type(), array.shape(), inNativeOrder(data, array.type().bits()));
    } catch (IllegalArgumentException wrong) {
      throw ArraysError.ARRAY.because(named(header.name(), wrong), NpyHeader.CURE);
    }
  }

  private static ByteBuffer inNativeOrder(ByteBuffer data, int bits) {
    if (data.order() == ByteOrder.nativeOrder()) {
      return data;
    }
    ByteBuffer turned = ByteBuffer.allocate(data.capacity()).order(ByteOrder.nativeOrder());
    while (data.hasRemaining()) {
      switch (bits) {
        case 64 -> turned.putLong(data.getLong());
        case 32 -> turned.putInt(data.getInt());
        case 16 -> turned.putShort(data.getShort());
        default -> turned.put(data.get());
      }
    }
    return turned.flip();
  }

  private String named(String array, IllegalArgumentException wrong) {
    return place() + ": the array " + array + " " + wrong.getMessage();
  }

  private WoqException unreadable(IOException failure) {
    return ArraysError.FILE.because(
        place() + " cannot be read as an archive of arrays: " + failure.getMessage(),
        "save it with numpy.savez");
  }

  private String place() {
    return "batch " + number + " (" + path.getFileName() + ")";
  }
}
