package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles classes against the class path of the tests and puts them into the jar of a plugin. */
final class TestPlugin {

  static final String ALGORITHMS = "META-INF/services/org.woq4j.api.algorithm.WeightOnlyAlgorithm";

  private final Map<String, String> manifest = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  TestPlugin(String id, String version) {
    with("Plugin-Id", id).with("Plugin-Version", version);
  }

  /** A plugin with one algorithm of the given id, in the class {@code acme.Algorithm}. */
  static TestPlugin ofAlgorithm(String id) {
    return new TestPlugin("acme-" + id, "1.0.0")
        .source("acme.Algorithm", algorithm(id, "", "return null;"))
        .service("acme.Algorithm");
  }

  /** Source of the class {@code acme.Algorithm}. */
  static String algorithm(String id, String members, String quantize) {
    return """
        package acme;
        import java.util.Set;
        import org.woq4j.api.algorithm.*;
        import org.woq4j.api.calibration.Statistic;
        import org.woq4j.api.option.OptionValues;
        import org.woq4j.api.algorithm.WeightGroup;
        public final class Algorithm implements WeightOnlyAlgorithm {
          %s
          public String id() { return "%s"; }
          public Set<Statistic> needs(OptionValues options) { return Set.of(); }
          public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) { %s }
        }
        """
        .formatted(members, id, quantize);
  }

  TestPlugin with(String attribute, String value) {
    manifest.put(attribute, value);
    return this;
  }

  TestPlugin without(String attribute) {
    manifest.remove(attribute);
    return this;
  }

  TestPlugin source(String name, String text) {
    sources.put(name, text);
    return this;
  }

  TestPlugin service(String... names) {
    return entry(ALGORITHMS, String.join("\n", names).getBytes(StandardCharsets.UTF_8));
  }

  TestPlugin entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  /** Writes the jar into a folder. */
  Path in(Path folder, String name) throws IOException {
    Path classes = compile(Files.createTempDirectory(folder, "classes"));
    Path jar = folder.resolve(name);
    Manifest main = new Manifest();
    main.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.forEach((key, value) -> main.getMainAttributes().putValue(key, value));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), main);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String entry = classes.relativize(file).toString().replace('\\', '/');
        add(out, entry, Files.readAllBytes(file));
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        add(out, entry.getKey(), entry.getValue());
      }
    }
    return jar;
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }

  private Path compile(Path folder) {
    if (sources.isEmpty()) {
      return folder;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(new Source(name, text)));
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiled = compiler.getTask(said, null, null, options, null, units).call();
    assertThat(compiled).as(said.toString()).isTrue();
    return folder;
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
