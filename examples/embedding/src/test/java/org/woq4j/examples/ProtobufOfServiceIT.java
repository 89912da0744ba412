package org.woq4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** A service may hold any version of protobuf, or none. Runs on the packaged jars. */
class ProtobufOfServiceIT {

  private static final String MESSAGE = "com.google.protobuf.Message";

  /** Is called in another class loader, so its arguments are types of the JDK. */
  public static final class Service {

    private Service() {}

    public static void quantize(Path model, Path output) {
      QuantizeInService.quantize(SourceModel.of(model), TargetModel.to(output), RunControl.none());
    }
  }

  @TempDir private Path folder;

  /** Maven installs and deploys this pom. In a build of all modules it still uses the other one. */
  @Test
  void thePublishedPomBringsNoProtobuf() {
    assertThat(Path.of("../../formats-onnx/dependency-reduced-pom.xml"))
        .content()
        .contains("<artifactId>woq4j-core</artifactId>")
        .doesNotContain("<artifactId>protobuf-java</artifactId>");
  }

  @ParameterizedTest
  @MethodSource("protobufs")
  void quantizesBesideProtobuf(Path jar) throws IOException, ReflectiveOperationException {
    try (URLClassLoader service = service(Stream.of(jar))) {
      assertThat(service.loadClass(MESSAGE).getProtectionDomain().getCodeSource().getLocation())
          .isEqualTo(url(jar));
      quantizes(service);
    }
  }

  @Test
  void quantizesWithoutProtobuf() throws IOException, ReflectiveOperationException {
    try (URLClassLoader service = service(Stream.empty())) {
      assertThat(service.getResource(MESSAGE.replace('.', '/') + ".class")).isNull();
      quantizes(service);
    }
  }

  private void quantizes(ClassLoader service) throws IOException, ReflectiveOperationException {
    Path model = folder.resolve("minilm.onnx");
    Path output = folder.resolve("minilm.int4.onnx");
    try (InputStream bytes = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      Files.copy(bytes, model);
    }

    service
        .loadClass(Service.class.getName())
        .getMethod("quantize", Path.class, Path.class)
        .invoke(null, model, output);

    assertThat(Files.size(output)).isBetween(19_000_000L, 20_000_000L);
  }

  /** A class loader that shares only the JDK with this test. */
  private static URLClassLoader service(Stream<Path> protobuf) {
    Stream<Path> others = classPath().stream().filter(entry -> !isProtobuf(entry));
    URL[] urls = Stream.concat(protobuf, others).map(ProtobufOfServiceIT::url).toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** The versions that the pom of this module names. */
  static Stream<Path> protobufs() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("protobuf.folder")))) {
      return jars.sorted().toList().stream();
    }
  }

  private static boolean isProtobuf(Path entry) {
    return entry.getFileName().toString().startsWith("protobuf-java");
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
