package org.woq4j.plugins.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.quality.QualityMeasure;

/**
 * A class that a service file of a jar names. Reading it loads no class.
 *
 * @param kind kind of provider, such as {@code algorithm}
 * @param type name of the class
 * @param service the service file
 * @param isInJar whether the jar has the class
 */
record NamedProvider(String kind, String type, String service, boolean isInJar) {

  private static final String SERVICES = "META-INF/services/";

  /** The most bytes of a service file. */
  private static final int LARGEST = 1 << 20;

  /** The classes that the service files of a jar name, each once. */
  static List<NamedProvider> of(JarFile jar) throws IOException {
    List<NamedProvider> named = new ArrayList<>();
    named.addAll(of(jar, "algorithm", WeightOnlyAlgorithm.class));
    named.addAll(of(jar, "format", NodeEmitter.class));
    named.addAll(of(jar, "calibration source", CalibrationSource.class));
    named.addAll(of(jar, "target", DeploymentTarget.class));
    named.addAll(of(jar, "measure", QualityMeasure.class));
    return named;
  }

  private static List<NamedProvider> of(JarFile jar, String kind, Class<?> spi) throws IOException {
    String service = SERVICES + spi.getName();
    return types(jar, service).stream()
        .map(type -> new NamedProvider(kind, type, service, has(jar, type)))
        .toList();
  }

  private static Set<String> types(JarFile jar, String service) throws IOException {
    Set<String> types = new LinkedHashSet<>();
    ZipEntry entry = jar.getEntry(service);
    if (entry == null) {
      return types;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(service + " has more than " + LARGEST + " bytes");
      }
      new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("#", 2)[0].strip())
          .filter(line -> !line.isEmpty())
          .forEach(types::add);
    }
    return types;
  }

  private static boolean has(JarFile jar, String type) {
    return jar.getEntry(type.replace('.', '/') + ".class") != null;
  }

  @Override
  public String toString() {
    return kind + " " + type;
  }
}
