package org.woq4j.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A class, record, interface or enum in a source file, or the description of a package.
 *
 * @param name simple; {@code package-info} for the description of a package
 * @param isTopLevel whether it is not nested in another type
 * @param doc its Javadoc as running text; empty if it has none
 * @param mostParameters the most parameters of a constructor that is not private; for a record, at
 *     least the number of its components
 */
record SourceType(Path file, String name, boolean isTopLevel, String doc, long mostParameters) {

  /** All types of some files, and the descriptions of their packages. */
  static List<SourceType> in(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      List<SourceType> types = new ArrayList<>();
      for (CompilationUnitTree file : task.parse()) {
        new Reader(DocTrees.instance(task), types).scan(file, null);
      }
      return types;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Whether the Javadoc has the words and a text after them. */
  boolean hasReason(String words) {
    return doc.matches(".*" + Pattern.quote(words) + "\\w.*");
  }

  private static final class Reader extends TreePathScanner<Void, Void> {

    private final DocTrees docs;
    private final List<SourceType> types;

    Reader(DocTrees docs, List<SourceType> types) {
      this.docs = docs;
      this.types = types;
    }

    @Override
    public Void visitPackage(PackageTree tree, Void none) {
      if (file().endsWith("package-info.java")) {
        types.add(new SourceType(file(), "package-info", true, doc(), 0));
      }
      return super.visitPackage(tree, null);
    }

    @Override
    public Void visitClass(ClassTree tree, Void none) {
      boolean isTopLevel =
          getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      String name = tree.getSimpleName().toString();
      types.add(new SourceType(file(), name, isTopLevel, doc(), mostParameters(tree)));
      return super.visitClass(tree, null);
    }

    private Path file() {
      return Path.of(getCurrentPath().getCompilationUnit().getSourceFile().toUri());
    }

    private String doc() {
      String doc = Objects.requireNonNullElse(docs.getDocComment(getCurrentPath()), "");
      return doc.replaceAll("\\s+", " ");
    }

    private static long mostParameters(ClassTree tree) {
      boolean isRecord = tree.getKind() == Tree.Kind.RECORD;
      long components = isRecord && !isPrivate(tree.getModifiers()) ? components(tree) : 0;
      return Stream.concat(Stream.of(components), parameters(tree))
          .max(Long::compare)
          .orElseThrow();
    }

    private static Stream<Long> parameters(ClassTree tree) {
      return tree.getMembers().stream()
          .filter(MethodTree.class::isInstance)
          .map(MethodTree.class::cast)
          .filter(method -> method.getName().contentEquals("<init>"))
          .filter(constructor -> !isPrivate(constructor.getModifiers()))
          .map(constructor -> (long) constructor.getParameters().size());
    }

    /** The only instance fields of a record are its components. */
    private static long components(ClassTree tree) {
      return tree.getMembers().stream()
          .filter(VariableTree.class::isInstance)
          .map(VariableTree.class::cast)
          .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
          .count();
    }

    private static boolean isPrivate(ModifiersTree modifiers) {
      return modifiers.getFlags().contains(Modifier.PRIVATE);
    }
  }
}
