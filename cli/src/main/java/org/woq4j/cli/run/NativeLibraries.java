package org.woq4j.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * Keeps ONNX Runtime's native libraries in the user's cache folder, for the script {@code woq}.
 * Without this, each run would copy them from their jar into a temporary folder, which it would
 * leave behind. If anything is in the way, ONNX Runtime copies them as ever.
 */
public final class NativeLibraries {

  /** The system property that the script sets. A file can be loaded once in a process. */
  private static final String PROPERTY = "woq.caches";

  /** The folder from which ONNX Runtime loads its libraries, if it is set. */
  private static final String FOLDER = "onnxruntime.native.path";

  /** A class that does not load them. */
  private static final String NEIGHBOUR = "/ai/onnxruntime/OrtException.class";

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private NativeLibraries() {}

  /**
   * Lets ONNX Runtime load its libraries from the cache, if the script wants it and the user has
   * not set a folder.
   */
  public static void useCache() {
    URL neighbour = NativeLibraries.class.getResource(NEIGHBOUR);
    boolean wanted = Boolean.getBoolean(PROPERTY) && System.getProperty(FOLDER) == null;
    if (!wanted || neighbour == null) {
      return;
    }
    try {
      if (neighbour.openConnection() instanceof JarURLConnection connection) {
        // Not closed: class loading shares it.
        useCache(connection.getJarFile(), cacheFolder());
      }
    } catch (IOException | RuntimeException inTheWay) {
      // ONNX Runtime then copies them itself, and reports what is wrong.
    }
  }

  private static void useCache(JarFile jar, Path cache) throws IOException {
    String place = "ai/onnxruntime/native/" + platform() + "/";
    List<JarEntry> libraries =
        jar.stream()
            .filter(entry -> entry.getName().startsWith(place) && !entry.isDirectory())
            .filter(entry -> entry.getName().indexOf('/', place.length()) < 0)
            .toList();
    if (libraries.isEmpty()) {
      return;
    }
    Path folder = privateFolder(cache.resolve(name(jar, libraries)));
    for (JarEntry library : libraries) {
      Path file = folder.resolve(library.getName().substring(place.length()));
      if (!holds(file, library)) {
        extract(jar, library, file);
      }
    }
    System.setProperty(FOLDER, folder.toString());
  }

  /** The name of the jar, which has its version, and a hash of the libraries. */
  private static String name(JarFile jar, List<JarEntry> libraries) {
    String file = Path.of(jar.getName()).getFileName().toString().replaceAll("\\.jar$", "");
    CRC32 all = new CRC32();
    libraries.forEach(
        library -> all.update(ByteBuffer.allocate(Long.BYTES).putLong(library.getCrc()).array()));
    return "%s-%08x".formatted(file, all.getValue());
  }

  /** The part of the libraries' place in the jar that names the platform. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = system.startsWith("mac") ? "osx" : system.startsWith("win") ? "win" : "linux";
    return name + (System.getProperty("os.arch").equals("aarch64") ? "-aarch64" : "-x64");
  }

  private static Path cacheFolder() {
    Path home = Path.of(System.getProperty("user.home"));
    String set =
        switch (platform().substring(0, 3)) {
          case "osx" -> home.resolve("Library/Caches").toString();
          case "win" -> System.getenv("LOCALAPPDATA");
          default -> System.getenv("XDG_CACHE_HOME");
        };
    Path cache = set == null || set.isBlank() ? home.resolve(".cache") : Path.of(set);
    return cache.toAbsolutePath().resolve("woq4j");
  }

  /** A folder into which only the user can write: what it holds is executed. */
  private static Path privateFolder(Path folder) throws IOException {
    if (!POSIX) {
      return Files.createDirectories(folder);
    }
    for (Path each : List.of(folder.getParent(), folder)) {
      if (!Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(each, PosixFilePermissions.asFileAttribute(PRIVATE));
      }
      boolean safe =
          Files.getOwner(each, LinkOption.NOFOLLOW_LINKS)
                  .getName()
                  .equals(System.getProperty("user.name"))
              && Files.getPosixFilePermissions(each, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
      if (!safe) {
        throw new IOException(each + " is open to others");
      }
    }
    return folder;
  }

  private static boolean holds(Path file, JarEntry library) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) != library.getSize()) {
      return false;
    }
    CRC32 sum = new CRC32();
    // Not mapped: the pages would count as this process's memory.
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] part = new byte[1 << 16];
      for (int length = bytes.read(part); length >= 0; length = bytes.read(part)) {
        sum.update(part, 0, length);
      }
    }
    return sum.getValue() == library.getCrc();
  }

  /** Moved into place, since another run may be doing the same. */
  private static void extract(JarFile jar, JarEntry library, Path file) throws IOException {
    Path copy = Files.createTempFile(file.getParent(), "copy", "");
    try (InputStream bytes = jar.getInputStream(library)) {
      Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
