package org.woq4j.prelink;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Rewrites jars in place, so that a program starts faster with an archive of its classes.
 *
 * <p>Each lambda becomes a class. Java makes this class at the first call, and links the call
 * through method handles. The archive of JDK 17 has the class, but not the links: they took a fifth
 * of the time until the first weight.
 *
 * <p>{@code equals} and {@code hashCode} of records are written out. Java makes them of method
 * handles at their first call in each run.
 *
 * <p>Classes for Java 5 get stack maps. Without them the archive of JDK 17 has such a class, but
 * Java verifies it at each start; the cache of JDK 25 leaves it out.
 */
public final class Prelink {

  private Prelink() {}

  /**
   * Rewrites jars.
   *
   * @param arguments the files, separated as in a class path
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    for (String file : arguments[0].split(File.pathSeparator)) {
      rewrite(Path.of(file));
    }
  }

  /** Leaves a jar as it is that was rewritten before. */
  static void rewrite(Path file) throws IOException {
    JarContents jar = JarContents.read(file);
    StackMaps.addTo(jar);
    RecordMethods.writeInto(jar);
    LambdaRewrite.applyTo(jar);
    jar.writeIfChanged();
  }
}
