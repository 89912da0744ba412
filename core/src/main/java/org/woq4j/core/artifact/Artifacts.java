package org.woq4j.core.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** The artifacts of this release, as {@code groupId:artifactId}, by what they contain. */
public final class Artifacts {

  private static final String LIST = "artifacts.properties";

  private Artifacts() {}

  /**
   * The artifact that has a provider.
   *
   * @param kind the kind of provider, such as {@code calibration source}
   */
  public static Optional<String> ofProvider(String kind, String id) {
    return listed(kind.replace(' ', '-') + "." + id);
  }

  /** The artifact that implements a service of which there is one. */
  public static String ofService(Class<?> service) {
    return listed("service." + service.getName()).orElseThrow();
  }

  /** The artifact that has a class: that of its package, or of the nearest package around it. */
  static Optional<String> ofClass(String name) {
    int end = name.lastIndexOf('.');
    if (end < 0) {
      return Optional.empty();
    }
    String around = name.substring(0, end);
    return listed("package." + around).or(() -> ofClass(around));
  }

  /** Read anew for each message: there are few. */
  private static Optional<String> listed(String key) {
    Properties list = new Properties();
    try (InputStream in = Artifacts.class.getResourceAsStream(LIST)) {
      list.load(Objects.requireNonNull(in, LIST));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Optional.ofNullable(list.getProperty(key));
  }
}
