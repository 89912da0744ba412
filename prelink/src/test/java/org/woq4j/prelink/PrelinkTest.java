package org.woq4j.prelink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

class PrelinkTest {

  private static final String OLD = "Old";

  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final String RECORD_METHODS = "java/lang/runtime/ObjectMethods";

  /** Serializable, and two whose numbers are widened. */
  private static final int LAMBDAS_LEFT = 3;

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void packClasses() throws IOException {
    jar = folder.resolve("classes.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String name :
          List.of(
              "ManyLambdas",
              "ManyLambdas$Inner",
              "ManyLambdas$Speaker",
              "ManyLambdas$Kept",
              "ManyRecords",
              "ManyRecords$Empty",
              "ManyRecords$Primitives",
              "ManyRecords$References",
              "ManyRecords$OwnHash")) {
        put(zip, "org/woq4j/prelink/" + name + ".class", compiled(name));
      }
      put(zip, OLD + ".class", ofJava5());
      put(zip, "notice.txt", new byte[] {1, 2, 3});
    }
  }

  @Test
  void lambdasThatAreClassesComputeTheSame() throws Exception {
    String expected = new ManyLambdas().get();
    assertThat(calls(METAFACTORY)).hasSizeGreaterThan(20);
    Prelink.main(new String[] {jar.toString()});
    assertThat(calls(METAFACTORY)).hasSize(LAMBDAS_LEFT);
    assertThat(run(ManyLambdas.class.getName())).isEqualTo(expected);
  }

  @Test
  void recordsCompareAndHashTheSame() throws Exception {
    String expected = new ManyRecords().get();
    assertThat(calls(RECORD_METHODS)).contains("equals", "hashCode", "toString");
    Prelink.rewrite(jar);
    assertThat(calls(RECORD_METHODS)).containsOnly("toString");
    assertThat(run(ManyRecords.class.getName())).isEqualTo(expected);
  }

  @Test
  void aClassOfJava5GetsStackMaps() throws Exception {
    Prelink.rewrite(jar);
    byte[] rewritten = Objects.requireNonNull(JarContents.read(jar).classes().get(OLD + ".class"));
    assertThat(new ClassReader(rewritten).readUnsignedShort(6)).isEqualTo(Opcodes.V1_6);
    assertThat(run(OLD)).isEqualTo("not null");
  }

  @Test
  void aJarIsRewrittenOnceAndAlwaysToTheSameBytes() throws Exception {
    Path other = Files.copy(jar, folder.resolve("other.jar"));
    Prelink.main(new String[] {jar + System.getProperty("path.separator") + other});
    byte[] rewritten = Files.readAllBytes(jar);
    assertThat(other).hasBinaryContent(rewritten);
    Object written = Files.getLastModifiedTime(jar);
    Prelink.rewrite(jar);
    assertThat(jar).hasBinaryContent(rewritten);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(written);
  }

  @Test
  void whatIsNoClassStays() throws Exception {
    Prelink.rewrite(jar);
    try (URLClassLoader loader = loader();
        InputStream notice = loader.getResourceAsStream("notice.txt")) {
      assertThat(Objects.requireNonNull(notice).readAllBytes()).containsExactly(1, 2, 3);
    }
    assertThat(folder).isDirectoryContaining("glob:**/classes.jar");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  private static byte[] compiled(String name) throws IOException {
    try (InputStream in = PrelinkTest.class.getResourceAsStream(name + ".class")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /** A supplier with a branch, in the format of Java 5. */
  private static byte[] ofJava5() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String[] supplier = {Type.getInternalName(Supplier.class)};
    writer.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, OLD, null, "java/lang/Object", supplier);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code = writer.visitMethod(Opcodes.ACC_PUBLIC, "get", "()Ljava/lang/Object;", null, null);
    Label isNull = new Label();
    Label end = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitJumpInsn(Opcodes.IFNULL, isNull);
    code.visitLdcInsn("not null");
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(isNull);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitLabel(end);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(0, 0);
    writer.visitEnd();
    return writer.toByteArray();
  }

  /** What a supplier in the jar says, in a class loader that sees no other class of ours. */
  private Object run(String name) throws Exception {
    try (URLClassLoader loader = loader()) {
      var constructor = loader.loadClass(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      return ((Supplier<?>) constructor.newInstance()).get();
    }
  }

  private URLClassLoader loader() throws IOException {
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  /** The names of the dynamic calls that a class links. */
  private List<String> calls(String linkedBy) throws IOException {
    List<String> names = new ArrayList<>();
    for (ClassNode read : JarContents.read(jar).nodes()) {
      for (MethodNode method : read.methods) {
        for (AbstractInsnNode each : method.instructions) {
          if (each instanceof InvokeDynamicInsnNode call && call.bsm.getOwner().equals(linkedBy)) {
            names.add(call.name);
          }
        }
      }
    }
    return names;
  }
}
