package org.woq4j.prelink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

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

  /** The classes, to be changed. */
  List<ClassNode> nodes() {
    List<ClassNode> nodes = new ArrayList<>();
    for (byte[] bytes : classes().values()) {
      ClassNode node = new ClassNode();
      new ClassReader(bytes).accept(node, 0);
      nodes.add(node);
    }
    return nodes;
  }

  /** Adds or replaces a class; its stack maps must be right. */
  void put(ClassNode node) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    put(node.name, writer.toByteArray());
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
