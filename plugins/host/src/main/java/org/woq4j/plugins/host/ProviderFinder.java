package org.woq4j.plugins.host;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;

/** Loads the providers that the service files of a plugin name. */
final class ProviderFinder {

  /** A plugin whose providers cannot be loaded; the message says why. */
  static final class BrokenProvider extends Exception {
    private static final long serialVersionUID = 1L;

    private final String cure;

    BrokenProvider(String message, String cure, Throwable cause) {
      super(message, cause);
      this.cure = cure;
    }

    String cure() {
      return cure;
    }
  }

  private ProviderFinder() {}

  static Providers find(ClassLoader loader, Plugin plugin) throws BrokenProvider {
    return new Providers(
        plugin,
        all(WeightOnlyAlgorithm.class, loader),
        all(NodeEmitter.class, loader),
        all(CalibrationSource.class, loader),
        all(DeploymentTarget.class, loader),
        all(QualityMeasure.class, loader));
  }

  private static <T> List<T> all(Class<T> spi, ClassLoader loader) throws BrokenProvider {
    List<T> found = new ArrayList<>();
    try {
      ServiceLoader.load(spi, loader).stream()
          // Skips the providers of plugins that this one depends on; the loader finds them, too.
          .filter(provider -> provider.type().getClassLoader() == loader)
          .forEach(provider -> found.add(provider.get()));
    } catch (ServiceConfigurationError broken) {
      throw broken(spi, broken);
    } catch (LinkageError missing) {
      throw new BrokenProvider(
          "a provider of " + spi.getSimpleName() + " cannot be loaded: " + missing,
          "a plugin sees only the api and the JDK; put other classes that it uses into its jar",
          missing);
    }
    return found;
  }

  private static BrokenProvider broken(Class<?> spi, ServiceConfigurationError broken) {
    String said = String.valueOf(broken.getMessage()).replace(spi.getName() + ": ", "");
    if (broken.getCause() != null) {
      return new BrokenProvider(
          said + ": " + broken.getCause(), "its constructor must do no work", broken);
    }
    return new BrokenProvider(
        said + ", named by META-INF/services/" + spi.getName(),
        "correct the service file: a public class of the jar with a public constructor",
        broken);
  }
}
