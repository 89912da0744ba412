package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;

/** An application server loads woq4j with each deployment, and drops it with the next. */
class UnloadingTest {

  private static final int DEPLOYMENTS = 50;

  @TempDir private Path folder;

  @Test
  void nothingHoldsTheClassesAfterARun() throws Exception {
    Path model = folder.resolve("model.onnx");
    try (InputStream bytes = getClass().getResourceAsStream("/golden/rtn_05_in.onnx")) {
      Files.copy(bytes, model);
    }
    // Native libraries are the server's: a thread of theirs holds whoever calls them first.
    Service.quantize(model, folder.resolve("out.onnx"));
    Set<Thread> threads = Thread.getAllStackTraces().keySet();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < DEPLOYMENTS; i++) {
      loaders.add(deployAndDrop(model));
    }

    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(threads);
    // Java 17 holds the types of the record that was compared first most recently: now of this one.
    assertThat(new Last("a")).isEqualTo(new Last("a")).hasSameHashCodeAs(new Last("a"));
    for (int i = 0; i < 10 && loaders.stream().anyMatch(loader -> loader.get() != null); i++) {
      System.gc();
    }
    assertThat(loaders).allMatch(loader -> loader.get() == null);
  }

  private record Last(String value) {}

  private WeakReference<ClassLoader> deployAndDrop(Path model) throws Exception {
    ClassLoader deployment = new Deployment();
    deployment
        .loadClass(Service.class.getName())
        .getMethod("quantize", Path.class, Path.class)
        .invoke(null, model, folder.resolve("out.onnx"));
    return new WeakReference<>(deployment);
  }

  /** What the deployment does. */
  public static final class Service {

    private Service() {}

    /** With calibration, so that the model is run before and afterwards. */
    public static void quantize(Path model, Path output) {
      QuantizationRequest request =
          QuantizationRequest.builder(model, output)
              .defaults(Settings.builder().algorithm("gptq").format("matmul-nbits").build())
              .calibration(Calibration.of(Reference.of("random", Map.of("batches", 2))))
              .runtimeIn(RuntimePlace.PROCESS)
              .build();
      QuantizationReport report = Quantizer.builder().build().quantize(request);
      if (report.verification().extent() != Extent.MODEL) {
        throw new IllegalStateException("not verified");
      }
    }
  }

  /** Loads woq4j itself; libraries, also those with native parts, are the server's. */
  private static final class Deployment extends ClassLoader {

    Deployment() {
      super(Deployment.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("org.woq4j.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try (InputStream code = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (code == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = code.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
