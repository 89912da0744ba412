package org.woq4j.prelink;

import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Writes the class of a lambda: its fields are the captured values, and its method calls the body.
 * A lambda that captures nothing has one object.
 */
final class LambdaClass {

  private static final String OBJECT = "java/lang/Object";
  private static final String CONSTRUCTOR = "<init>";
  private static final String ONLY_OBJECT = "ONLY";
  private static final String CREATE = "create";

  private final String name;
  private final LambdaSite site;
  private final List<Type> captured;
  private final String constructorType;

  LambdaClass(String name, LambdaSite site) {
    this.name = name;
    this.site = site;
    this.captured = site.captured();
    this.constructorType =
        Type.getMethodDescriptor(Type.VOID_TYPE, site.creation().getArgumentTypes());
  }

  /**
   * Writes the class.
   *
   * @param version of the class file
   */
  ClassNode build(int version) {
    ClassNode lambda = new ClassNode();
    lambda.version = version;
    lambda.access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
    lambda.name = name;
    lambda.superName = OBJECT;
    lambda.interfaces = List.of(functionalInterface().getInternalName());
    for (int i = 0; i < captured.size(); i++) {
      lambda.fields.add(field(Opcodes.ACC_PRIVATE, fieldName(i), captured.get(i)));
    }
    if (captured.isEmpty()) {
      lambda.fields.add(field(Opcodes.ACC_STATIC, ONLY_OBJECT, functionalInterface()));
    }
    lambda.methods.add(constructor());
    lambda.methods.add(captured.isEmpty() ? initializer() : factory());
    lambda.methods.add(method());
    return lambda;
  }

  /**
   * The instruction that takes the place of the dynamic call, with the captured values in place.
   */
  AbstractInsnNode creation() {
    return captured.isEmpty()
        ? new FieldInsnNode(
            Opcodes.GETSTATIC, name, ONLY_OBJECT, functionalInterface().getDescriptor())
        : new MethodInsnNode(
            Opcodes.INVOKESTATIC, name, CREATE, site.creation().getDescriptor(), false);
  }

  private Type functionalInterface() {
    return site.creation().getReturnType();
  }

  private static FieldNode field(int access, String name, Type type) {
    return new FieldNode(access | Opcodes.ACC_FINAL, name, type.getDescriptor(), null, null);
  }

  private static String fieldName(int index) {
    return "captured" + index;
  }

  private MethodNode constructor() {
    MethodNode code = methodNode(Opcodes.ACC_PRIVATE, CONSTRUCTOR, constructorType);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, CONSTRUCTOR, "()V", false);
    int variable = 1;
    for (int i = 0; i < captured.size(); i++) {
      Type type = captured.get(i);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, fieldName(i), type.getDescriptor());
      variable += type.getSize();
    }
    code.visitInsn(Opcodes.RETURN);
    return code;
  }

  private MethodNode initializer() {
    MethodNode code = methodNode(Opcodes.ACC_STATIC, "<clinit>", "()V");
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, constructorType, false);
    code.visitFieldInsn(
        Opcodes.PUTSTATIC, name, ONLY_OBJECT, functionalInterface().getDescriptor());
    code.visitInsn(Opcodes.RETURN);
    return code;
  }

  private MethodNode factory() {
    MethodNode code = methodNode(Opcodes.ACC_STATIC, CREATE, site.creation().getDescriptor());
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    int variable = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
      variable += type.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, constructorType, false);
    code.visitInsn(Opcodes.ARETURN);
    return code;
  }

  private MethodNode method() {
    MethodNode code = methodNode(Opcodes.ACC_PUBLIC, site.method(), site.erased().getDescriptor());
    if (site.constructs()) {
      code.visitTypeInsn(Opcodes.NEW, site.body().getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    for (int i = 0; i < captured.size(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, fieldName(i), captured.get(i).getDescriptor());
    }
    int variable = 1;
    for (Conversion argument : site.arguments()) {
      code.visitVarInsn(argument.given().getOpcode(Opcodes.ILOAD), variable);
      variable += argument.given().getSize();
      argument.emit(code);
    }
    callBody(code);
    returnResult(code);
    return code;
  }

  private void callBody(MethodNode code) {
    boolean ofInterface = site.body().isInterface();
    int call =
        switch (site.body().getTag()) {
          case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
          case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
          // A private method of the nest, too: a special call would be one of a superclass.
          default -> ofInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    code.visitMethodInsn(
        call, site.body().getOwner(), site.body().getName(), site.body().getDesc(), ofInterface);
  }

  private void returnResult(MethodNode code) {
    site.result().ifPresent(result -> result.emit(code));
    Type result = site.erased().getReturnType();
    if (result.equals(Type.VOID_TYPE) && site.returned().getSize() > 0) {
      code.visitInsn(site.returned().getSize() == 1 ? Opcodes.POP : Opcodes.POP2);
    }
    code.visitInsn(result.getOpcode(Opcodes.IRETURN));
  }

  private static MethodNode methodNode(int access, String name, String type) {
    return new MethodNode(access, name, type, null, null);
  }
}
