package org.woq4j.plugins.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;

/** The file of a plugin. Reading it runs none of its code. */
final class PluginJar {

  /** A file that makes class loaders of Java 17 look for classes in the jars that it lists. */
  private static final String INDEX = "META-INF/INDEX.LIST";

  private PluginJar() {}

  /** Opens a jar as the class loader of a plugin does: with the entries for this Java. */
  static JarFile open(Path file) throws IOException {
    return new JarFile(file.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
  }

  /** The SHA-256 of a file, 64 hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first entry that would be unpacked outside the target folder; empty if there is none. */
  static Optional<String> entryOutside(JarFile jar) throws IOException {
    try {
      return jar.stream().map(entry -> entry.getName()).filter(PluginJar::isOutside).findFirst();
    } catch (IllegalArgumentException malformed) {
      throw new IOException("its directory is damaged", malformed);
    }
  }

  /** Which part of a jar makes class loaders take classes from other files; empty if none does. */
  static Optional<String> pointerToOtherFiles(JarFile jar) throws IOException {
    Manifest manifest = jar.getManifest();
    String classPath =
        manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
    if (classPath != null && !classPath.isBlank()) {
      return Optional.of("Class-Path");
    }
    return Optional.of(INDEX).filter(index -> jar.getEntry(index) != null);
  }

  private static boolean isOutside(String entry) {
    String name = entry.replace('\\', '/');
    if (name.startsWith("/") || name.matches("[A-Za-z]:.*")) {
      return true;
    }
    int depth = 0;
    for (String part : name.split("/", -1)) {
      depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
