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
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/** Checks of the file of a plugin. */
final class PluginJar {

  private PluginJar() {}

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

  /** Whether a jar has a manifest. */
  static boolean hasManifest(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(JarFile.MANIFEST_NAME) != null;
    }
  }

  /** The first entry that would be unpacked outside the target folder; empty if there is none. */
  static Optional<String> entryOutside(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().map(entry -> entry.getName()).filter(PluginJar::isOutside).findFirst();
    }
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
