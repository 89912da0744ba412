package org.woq4j.prelink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Writes out {@code equals} and {@code hashCode} of records, as {@link
 * java.lang.runtime.ObjectMethods} defines them. Each becomes a static method that compares, or
 * combines the hashes of, the components in their order.
 */
final class RecordMethods {

  private static final String BOOTSTRAP = "java/lang/runtime/ObjectMethods";
  private static final String OBJECTS = Type.getInternalName(Objects.class);
  private static final String EQUALS = "equals";
  private static final String HASH_CODE = "hashCode";
  private static final int HASH_FACTOR = 31;

  private final ClassNode owner;

  private RecordMethods(ClassNode owner) {
    this.owner = owner;
  }

  /** Rewrites the records of a jar. */
  static void writeInto(JarContents jar) {
    for (ClassNode each : jar.nodes()) {
      if (new RecordMethods(each).rewrite()) {
        jar.put(each);
      }
    }
  }

  private boolean rewrite() {
    boolean changed = false;
    for (MethodNode method : new ArrayList<>(owner.methods)) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (instruction instanceof InvokeDynamicInsnNode call
            && call.bsm.getOwner().equals(BOOTSTRAP)
            && (call.name.equals(EQUALS) || call.name.equals(HASH_CODE))) {
          method.instructions.set(call, written(call));
          changed = true;
        }
      }
    }
    return changed;
  }

  /** Adds the method, and returns the instruction that calls it. */
  private AbstractInsnNode written(InvokeDynamicInsnNode call) {
    List<Handle> components =
        Arrays.stream(call.bsmArgs)
            .filter(Handle.class::isInstance)
            .map(Handle.class::cast)
            .toList();
    MethodNode code =
        new MethodNode(
            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
            call.name + "$components",
            call.desc,
            null,
            null);
    if (call.name.equals(EQUALS)) {
      writeEquals(components, code);
    } else {
      writeHashCode(components, code);
    }
    owner.methods.add(code);
    return new MethodInsnNode(Opcodes.INVOKESTATIC, owner.name, code.name, code.desc, false);
  }

  private void writeEquals(List<Handle> components, MethodVisitor code) {
    Label different = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, owner.name);
    code.visitJumpInsn(Opcodes.IFEQ, different);
    for (Handle component : components) {
      get(component, 0, code);
      get(component, 1, code);
      Type type = Type.getType(component.getDesc());
      if (Conversion.isReference(type)) {
        String compared = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, OBJECTS, EQUALS, compared, false);
        code.visitJumpInsn(Opcodes.IFEQ, different);
      } else {
        String box = Conversion.boxed(type).getInternalName();
        String compared = Type.getMethodDescriptor(Type.INT_TYPE, type, type);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "compare", compared, false);
        code.visitJumpInsn(Opcodes.IFNE, different);
      }
    }
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(different);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitInsn(Opcodes.IRETURN);
  }

  private void writeHashCode(List<Handle> components, MethodVisitor code) {
    code.visitInsn(Opcodes.ICONST_0);
    for (Handle component : components) {
      code.visitIntInsn(Opcodes.BIPUSH, HASH_FACTOR);
      code.visitInsn(Opcodes.IMUL);
      get(component, 0, code);
      Type type = Type.getType(component.getDesc());
      boolean isReference = Conversion.isReference(type);
      String hashes = isReference ? OBJECTS : Conversion.boxed(type).getInternalName();
      String hashed =
          Type.getMethodDescriptor(Type.INT_TYPE, isReference ? Type.getType(Object.class) : type);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, hashes, HASH_CODE, hashed, false);
      code.visitInsn(Opcodes.IADD);
    }
    code.visitInsn(Opcodes.IRETURN);
  }

  /** Puts a component of a record in a variable on the stack. */
  private void get(Handle component, int variable, MethodVisitor code) {
    code.visitVarInsn(Opcodes.ALOAD, variable);
    if (variable > 0) {
      code.visitTypeInsn(Opcodes.CHECKCAST, owner.name);
    }
    code.visitFieldInsn(
        Opcodes.GETFIELD, component.getOwner(), component.getName(), component.getDesc());
  }
}
