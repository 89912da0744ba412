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
    return ofAlgorithm(statement, "", jar);
  }

  /**
   * A plugin with one algorithm, {@code broken}.
   *
   * @param statement is run for each weight
   * @param first is run before, for the group
   */
  static Path ofAlgorithm(String statement, String first, Path jar) throws IOException {
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
            %s
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
            .formatted(first, statement));
    return ofProvider(project, "algorithm.WeightOnlyAlgorithm", "acme.Algorithm", jar);
  }

  /**
   * A plugin with one format, {@code broken}: a MatMul with the rounded weights in float.
   *
   * @param pack a statement before each row {@code k} is written; it may {@code continue}
   * @param node the expression of its node, of {@code x}, {@code w} and {@code y}
   */
  static Path ofFormat(String pack, String node, Path jar) throws IOException {
    Path project = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "project");
    write(
        project.resolve("src/main/java/acme/Format.java"),
        """
        package acme;
        import java.nio.*;
        import java.util.*;
        import org.woq4j.api.emit.*;
        import org.woq4j.api.weight.*;
        public final class Format implements NodeEmitter {
          public String id() { return "broken"; }
          public EmissionPlan plan(EmissionRequest request) {
            List<Long> dims = List.of((long) request.inputFeatures(), (long) request.outputFeatures());
            return EmissionPlan.accept(request.scheme())
                .tensor(new TensorSpec("floats", ElementType.FLOAT32, dims, "rows"))
                .leastRuntime("1.19")
                .build();
          }
          public List<NodeSpec> nodes(EmissionContext context) {
            String x = context.input();
            String w = context.tensor("floats");
            String y = context.output();
            return List.of(%s);
          }
          public void pack(
              EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
            int columns = part.outputFeatures();
            for (int k = 0; k < part.inputFeatures(); k++) {
              ByteBuffer row = ByteBuffer.allocate(4 * columns).order(ByteOrder.LITTLE_ENDIAN);
              int group = k / part.scheme().groupRows(part.inputFeatures());
              for (int n = 0; n < columns; n++) {
                int code = Byte.toUnsignedInt(part.codes()[k * columns + n]);
                row.putFloat(
                    (code - part.zeroPoint(group, n)) * part.scales()[group * columns + n]);
              }
              %s
              long at = 4L * (k * request.outputFeatures() + fromColumn);
              sink.write("floats", at, row.array(), 0, row.capacity());
            }
          }
        }
        """
            .formatted(node, pack));
    return ofProvider(project, "emit.NodeEmitter", "acme.Format", jar);
  }

  /**
   * A plugin with one calibration source, {@code broken}: 20 batches.
   *
   * @param tensor the expression of its only tensor, of {@code rows}, 32 floats in a buffer
   */
  static Path ofSource(String tensor, Path jar) throws IOException {
    Path project = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "project");
    write(
        project.resolve("src/main/java/acme/Source.java"),
        """
        package acme;
        import java.nio.*;
        import java.util.*;
        import org.woq4j.api.calibration.*;
        import org.woq4j.api.option.OptionValues;
        import org.woq4j.api.weight.ElementType;
        public final class Source implements CalibrationSource {
          public String id() { return "broken"; }
          public Batches open(List<ModelInput> inputs, OptionValues options) {
            return new Batches() {
              private int read;
              public OptionalLong count() { return OptionalLong.of(20); }
              public List<NamedTensor> next() {
                if (read++ == 20) return List.of();
                ByteBuffer rows = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());
                for (int i = 0; i < 32; i++) rows.putFloat(4 * i, (i * read) %% 7 - 3);
                return List.of(%s);
              }
              public void close() {}
            };
          }
        }
        """
            .formatted(tensor));
    return ofProvider(project, "calibration.CalibrationSource", "acme.Source", jar);
  }

  /** A plugin with the measure that docs/evaluation.md shows, {@code same-sign}. */
  static Path ofMeasure(Path jar) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "evaluation.md"));
    int from = page.indexOf("public final class SameSign");
    Path project = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "project");
    write(
        project.resolve("src/main/java/acme/SameSign.java"),
        """
        package acme;
        import java.util.*;
        import org.woq4j.api.option.OptionValues;
        import org.woq4j.api.quality.*;
        import org.woq4j.api.quality.Figure.Better;
        """
            + page.substring(from, page.indexOf("```", from)));
    return ofProvider(project, "quality.QualityMeasure", "acme.SameSign", jar);
  }

  private static Path ofProvider(Path project, String service, String provider, Path jar)
      throws IOException {
    write(
        project.resolve("src/main/resources/META-INF/services/org.woq4j.api." + service),
        provider + "\n");
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
