package org.woq4j.prelink;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Gives classes stack maps, which Java verifies classes by since Java 6. */
final class StackMaps {

  private static final int MAJOR_VERSION = 0xFFFF;

  private StackMaps() {}

  /** Adds stack maps to the older classes of a jar. */
  static void addTo(JarContents jar) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {url(jar)})) {
      for (byte[] bytes : jar.classes().values()) {
        ClassReader reader = new ClassReader(bytes);
        int version = reader.readUnsignedShort(6);
        if (version < (Opcodes.V1_6 & MAJOR_VERSION)) {
          jar.put(reader.getClassName(), withStackMaps(reader, loader));
        }
      }
    }
  }

  private static URL url(JarContents jar) throws MalformedURLException {
    return jar.file().toUri().toURL();
  }

  /**
   * Computes the maps.
   *
   * @param loader finds superclasses, which the maps need where two branches meet
   */
  private static byte[] withStackMaps(ClassReader reader, ClassLoader loader) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return loader;
          }
        };
    ClassVisitor newer =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            super.visit(Opcodes.V1_6, access, name, signature, superName, interfaces);
          }
        };
    reader.accept(newer, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
