package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes the jar of a plugin of Java sources and service files. */
final class PluginJar {

  private PluginJar() {}

  /**
   * Compiles a plugin.
   *
   * @param project holds {@code src/main/java} and {@code src/main/resources}
   * @param jar the jar to write
   */
  static Path of(Path project, String id, String version, Path jar) throws IOException {
    Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
    compile(sources(project), classes);
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Plugin-Id", id);
    main.putValue("Plugin-Version", version);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Path root : List.of(classes, project.resolve("src/main/resources"))) {
        for (Path file : files(root)) {
          out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
          out.write(Files.readAllBytes(file));
          out.closeEntry();
        }
      }
    }
    return jar;
  }

  /** A plugin with one algorithm, {@code broken}, which runs the given statement. */
  static Path ofAlgorithm(String statement, Path jar) throws IOException {
    Path project = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "project");
    write(
        project.resolve("src/main/java/acme/Algorithm.java"),
        """
        package acme;
        import java.util.*;
        import org.woq4j.api.algorithm.*;
        import org.woq4j.api.calibration.Statistic;
        import org.woq4j.api.option.OptionValues;
        import org.woq4j.api.weight.*;
        public final class Algorithm implements WeightOnlyAlgorithm {
          public String id() { return "broken"; }
          public Set<Statistic> needs(OptionValues options) { return Set.of(); }
          public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
            List<QuantizedWeight> results = new ArrayList<>();
            for (WeightView weight : group.weights()) {
              results.add(quantize(weight, context.scheme()));
            }
            return QuantizedGroup.of(results);
          }
          private static QuantizedWeight quantize(WeightView weight, QuantScheme scheme) {
            int parameters = scheme.groups(weight.inputFeatures()) * weight.outputFeatures();
            byte[] codes = new byte[weight.inputFeatures() * weight.outputFeatures()];
            float[] scales = new float[parameters];
            byte[] zeroPoints = new byte[parameters];
            Arrays.fill(scales, 1);
            %s
            return QuantizedWeight.builder(scheme, weight.inputFeatures(), weight.outputFeatures())
                .codes(codes).scales(scales).zeroPoints(zeroPoints).build();
          }
        }
        """
            .formatted(statement));
    write(
        project.resolve(
            "src/main/resources/META-INF/services/org.woq4j.api.algorithm.WeightOnlyAlgorithm"),
        "acme.Algorithm\n");
    return of(project, "acme", "1.0.0", jar);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Without the module's descriptor: a plugin is loaded from the class path. */
  private static List<Path> sources(Path project) throws IOException {
    return files(project.resolve("src/main/java")).stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .toList();
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }
}
