package org.woq4j.prelink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Turns the lambdas and method references of a jar into classes. Leaves those that need more than
 * {@link Conversion}, and those that are serializable.
 */
final class LambdaRewrite {

  /** The first version with nests, whose classes may call each other's private methods. */
  private static final int FIRST_WITH_NESTS = Opcodes.V11;

  private final Map<String, ClassNode> classes = new LinkedHashMap<>();
  private final Set<ClassNode> changed = new LinkedHashSet<>();

  private LambdaRewrite() {}

  /** Rewrites the classes of a jar. */
  static void applyTo(JarContents jar) {
    LambdaRewrite rewrite = new LambdaRewrite();
    jar.nodes().forEach(each -> rewrite.classes.put(each.name, each));
    rewrite.classes.values().forEach(rewrite::rewriteClass);
    rewrite.changed.forEach(jar::put);
  }

  private void rewriteClass(ClassNode user) {
    if (user.version < FIRST_WITH_NESTS) {
      return;
    }
    int made = 0;
    for (MethodNode method : user.methods) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        Optional<LambdaSite> site = LambdaSite.of(instruction);
        if (site.isPresent()) {
          LambdaClass lambda = new LambdaClass(user.name + "$Lambda" + made, site.get());
          made++;
          join(lambda.build(user.version), user);
          method.instructions.set(instruction, lambda.creation());
        }
      }
    }
  }

  /** Makes a class a member of the nest of the class that uses it. */
  private void join(ClassNode lambda, ClassNode user) {
    ClassNode host = user.nestHostClass == null ? user : classes.get(user.nestHostClass);
    if (host == null) {
      throw new IllegalStateException("no class " + user.nestHostClass + " beside " + user.name);
    }
    lambda.nestHostClass = host.name;
    if (host.nestMembers == null) {
      host.nestMembers = new ArrayList<>();
    }
    host.nestMembers.add(lambda.name);
    changed.add(host);
    changed.add(user);
    changed.add(lambda);
  }
}
