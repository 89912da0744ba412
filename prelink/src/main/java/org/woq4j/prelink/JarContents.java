package org.woq4j.prelink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The entries of a jar, in memory. */
final class JarContents {

  private static final String CLASS = ".class";

  private final Path file;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** Of the first entry; all entries get it. */
  private FileTime time = FileTime.fromMillis(0);

  private boolean changed;

  private JarContents(Path file) {
    this.file = file;
  }

  static JarContents read(Path file) throws IOException {
    JarContents contents = new JarContents(file);
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (contents.entries.isEmpty()) {
          contents.time = entry.getLastModifiedTime();
        }
        contents.entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return contents;
  }

  Path file() {
    return file;
  }

  /** The class files by their entries' names: no module descriptor, no class for one Java only. */
  Map<String, byte[]> classes() {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    entries.forEach(
        (name, bytes) -> {
          if (name.endsWith(CLASS)
              && !name.endsWith("module-info.class")
              && !name.startsWith("META-INF/")) {
            classes.put(name, bytes);
          }
        });
    return classes;
  }

  /**
   * Adds or replaces a class file.
   *
   * @param name of the class, with slashes
   */
  void put(String name, byte[] bytes) {
    entries.put(name + CLASS, bytes);
    changed = true;
  }

  /** Writes a changed jar beside the file and moves it into place. */
  void writeIfChanged() throws IOException {
    if (!changed) {
      return;
    }
    Path written = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (OutputStream out = Files.newOutputStream(written)) {
        write(out);
      }
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private void write(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setLastModifiedTime(time);
        zip.putNextEntry(header);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }
}
