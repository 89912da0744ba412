package org.woq4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.Quantizer;
import org.woq4j.core.evaluate.ModelEvaluator;
import org.woq4j.core.files.GenaiConfiguration;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.model.ModelFormat;
import org.woq4j.core.model.ModelRunner;

/** Checks the list of artifacts that messages about missing classes and providers quote. */
class ArtifactsTest {

  private static final String OURS = "org.woq4j:";
  private static final String PACKAGE = "package.";

  private final Map<String, String> listed = list();

  @Test
  void everyProviderOfThisBuildIsListedWithTheArtifactThatHasIt() {
    Map<String, String> found = new TreeMap<>();
    add(found, "algorithm.", WeightOnlyAlgorithm.class, WeightOnlyAlgorithm::id);
    add(found, "format.", NodeEmitter.class, NodeEmitter::id);
    add(found, "calibration-source.", CalibrationSource.class, CalibrationSource::id);
    add(found, "target.", DeploymentTarget.class, DeploymentTarget::id);
    add(found, "measure.", QualityMeasure.class, QualityMeasure::id);
    add(found, "service.", LinearAlgebra.class, provider -> LinearAlgebra.class.getName());
    add(found, "service.", ModelFormat.class, provider -> ModelFormat.class.getName());
    add(found, "service.", ModelRunner.class, provider -> ModelRunner.class.getName());
    add(found, "service.", GenaiConfiguration.class, p -> GenaiConfiguration.class.getName());
    add(found, "service.", InferenceEngine.class, p -> InferenceEngine.class.getName());
    add(found, "service.", ModelEvaluator.class, p -> ModelEvaluator.class.getName());

    Map<String, String> providers = new TreeMap<>(listed);
    providers.keySet().removeIf(key -> key.startsWith(PACKAGE));
    assertThat(providers).isEqualTo(found);
  }

  @TestFactory
  Stream<DynamicTest> everyListedPackageIsInItsArtifact() {
    return listed.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(PACKAGE))
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertThat(classPath())
                            .filteredOn(home -> isArtifact(home, entry.getValue()))
                            .anyMatch(home -> has(home, entry.getKey().replace(PACKAGE, "")))));
  }

  private static Map<String, String> list() {
    Properties properties = new Properties();
    try (InputStream in =
        Quantizer.class.getResourceAsStream("/org/woq4j/core/artifact/artifacts.properties")) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
    Map<String, String> list = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> list.put(key, properties.getProperty(key)));
    return list;
  }

  private static <T> void add(
      Map<String, String> found, String kind, Class<T> service, Function<T, String> id) {
    for (T provider : ServiceLoader.load(service)) {
      found.put(kind + id.apply(provider), OURS + artifact(home(provider)));
    }
  }

  private static Path home(Object provider) {
    try {
      return Path.of(
          provider.getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  /** Local repositories name folders after the group, the artifact and the version. */
  private static boolean isArtifact(Path home, String artifact) {
    return artifact.startsWith(OURS)
        ? artifact.equals(OURS + artifact(home))
        : folder(home).endsWith(artifact.replace('.', '/').replace(':', '/'));
  }

  private static boolean has(Path home, String name) {
    String classes = name.replace('.', '/') + "/";
    if (Files.isDirectory(home)) {
      return Files.isDirectory(home.resolve(classes));
    }
    try (JarFile jar = new JarFile(home.toFile())) {
      return jar.stream().anyMatch(entry -> entry.getName().startsWith(classes));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /** The artifact that a jar is named after, or that the pom beside {@code target} names. */
  private static String artifact(Path home) {
    return Files.isDirectory(home)
        ? new Module(folder(home).toString()).artifactId()
        : home.getFileName().toString().replaceAll("-\\d.*", "");
  }

  private static Path folder(Path home) {
    return home.getParent().getParent();
  }
}
