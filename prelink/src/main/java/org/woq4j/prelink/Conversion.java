package org.woq4j.prelink;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Converts a value between the methods of a lambda: by a cast, by boxing, or by taking a number out
 * of its box.
 *
 * @param given its type
 * @param known what else is known of a reference: the type that it can be cast to
 * @param wanted the type that it shall have
 */
record Conversion(Type given, Type known, Type wanted) {

  private static final Type OBJECT = Type.getType(Object.class);

  private static final Map<Type, Type> BOXES =
      Map.of(
          Type.BOOLEAN_TYPE, Type.getType(Boolean.class),
          Type.CHAR_TYPE, Type.getType(Character.class),
          Type.BYTE_TYPE, Type.getType(Byte.class),
          Type.SHORT_TYPE, Type.getType(Short.class),
          Type.INT_TYPE, Type.getType(Integer.class),
          Type.FLOAT_TYPE, Type.getType(Float.class),
          Type.LONG_TYPE, Type.getType(Long.class),
          Type.DOUBLE_TYPE, Type.getType(Double.class));

  /** The class that holds values of a primitive type; another type as it is. */
  static Type boxed(Type type) {
    return BOXES.getOrDefault(type, type);
  }

  /** Whether there is a value, and no number is widened, as from int to long. */
  boolean isPossible() {
    if (given.equals(Type.VOID_TYPE)) {
      return false;
    }
    if (isReference(given) && !isReference(wanted)) {
      boolean isOtherBox = BOXES.containsValue(given) && !given.equals(known);
      return known.equals(boxed(wanted)) && !isOtherBox;
    }
    return isReference(wanted) || given.equals(wanted);
  }

  /** Converts the value on top of the stack. */
  void emit(MethodVisitor code) {
    if (isReference(given)) {
      if (!known.equals(given) && !known.equals(OBJECT)) {
        code.visitTypeInsn(Opcodes.CHECKCAST, known.getInternalName());
      }
      if (!isReference(wanted)) {
        String method = wanted.getClassName() + "Value";
        String type = Type.getMethodDescriptor(wanted);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, known.getInternalName(), method, type, false);
      }
    } else if (isReference(wanted)) {
      Type box = boxed(given);
      String type = Type.getMethodDescriptor(box, given);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, box.getInternalName(), "valueOf", type, false);
    }
  }

  static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }
}
