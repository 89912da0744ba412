package org.woq4j.prelink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * A place that creates a lambda, as {@link java.lang.invoke.LambdaMetafactory} describes it.
 *
 * @param creation captured values to functional interface
 * @param method name of the interface's method
 * @param erased its type in the class file of the interface
 * @param actual its type at this place, without type parameters
 * @param body the method that does the work; its first arguments are the captured values
 */
record LambdaSite(Type creation, String method, Type erased, Type actual, Handle body) {

  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";

  /** Reads an instruction, if it creates a lambda that {@link LambdaClass} can write. */
  static Optional<LambdaSite> of(AbstractInsnNode instruction) {
    if (!(instruction instanceof InvokeDynamicInsnNode call)
        || !call.bsm.getOwner().equals(METAFACTORY)
        || !call.bsm.getName().equals("metafactory")) {
      return Optional.empty();
    }
    LambdaSite site =
        new LambdaSite(
            Type.getMethodType(call.desc),
            call.name,
            (Type) call.bsmArgs[0],
            (Type) call.bsmArgs[2],
            (Handle) call.bsmArgs[1]);
    boolean possible = site.arguments().stream().allMatch(Conversion::isPossible);
    return possible && site.result().map(Conversion::isPossible).orElse(true)
        ? Optional.of(site)
        : Optional.empty();
  }

  List<Type> captured() {
    return List.of(creation.getArgumentTypes());
  }

  boolean constructs() {
    return body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
  }

  /** From the arguments of the interface's method to those of the body behind captured values. */
  List<Conversion> arguments() {
    List<Type> taken = new ArrayList<>();
    if (!constructs() && body.getTag() != Opcodes.H_INVOKESTATIC) {
      taken.add(Type.getObjectType(body.getOwner()));
    }
    taken.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
    Type[] given = erased.getArgumentTypes();
    List<Conversion> arguments = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      Type known = actual.getArgumentTypes()[i];
      arguments.add(new Conversion(given[i], known, taken.get(captured().size() + i)));
    }
    return arguments;
  }

  /** What the body returns. */
  Type returned() {
    return constructs() ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
  }

  /** From the result of the body to that of the interface's method; empty if that has none. */
  Optional<Conversion> result() {
    Type wanted = erased.getReturnType();
    if (wanted.equals(Type.VOID_TYPE)) {
      return Optional.empty();
    }
    return Optional.of(new Conversion(returned(), Conversion.boxed(wanted), wanted));
  }
}
