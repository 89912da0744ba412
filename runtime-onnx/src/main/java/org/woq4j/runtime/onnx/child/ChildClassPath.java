package org.woq4j.runtime.onnx.child;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.runtime.onnx.session.LocalRuntime;

/** The class path of a child process: the jars and folders of the few classes that it needs. */
final class ChildClassPath {

  private ChildClassPath() {}

  /**
   * The class path.
   *
   * @param folder gets copies of jars that lie inside a jar
   * @throws IOException if a jar cannot be found or copied
   */
  static String in(Path folder) throws IOException {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type : List.of(ChildServer.class, BufferPool.class, LocalRuntime.binding())) {
      entries.add(entry(type, folder.resolve(entries.size() + ".jar")).toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path entry(Class<?> type, Path copy) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("it is not known which jar " + type.getName() + " is in");
    }
    URL location = source.getLocation();
    if (location.getProtocol().equals("file")) {
      try {
        return Path.of(location.toURI());
      } catch (URISyntaxException unreadable) {
        throw new IOException(location + " is no path", unreadable);
      }
    }
    return copied(location, copy);
  }

  /** The copy of a jar inside a jar, such as those of Spring Boot. */
  private static Path copied(URL location, Path copy) throws IOException {
    URLConnection connection = location.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      throw new IOException(location + " is neither a file nor a jar");
    }
    try (InputStream bytes = jar.getJarFileURL().openStream()) {
      Files.copy(bytes, copy);
    }
    return copy;
  }
}
