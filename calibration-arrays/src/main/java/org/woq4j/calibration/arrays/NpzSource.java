package org.woq4j.calibration.arrays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Arrays that NumPy saved. Each .npz file is one batch; each array in it has the name of a model
 * input. The files of a folder are sorted by name, so {@code 10.npz} comes before {@code 2.npz};
 * other files and folders in it are ignored.
 *
 * <p>Arrays are float16, float32, float64, int8, uint8, int32, int64 or bool, in either byte order,
 * row-major. Nothing is converted: types and shapes must be those of the model inputs.
 *
 * <pre>{@code
 * calibration: {source: npz, path: batches}
 * }</pre>
 */
public final class NpzSource implements CalibrationSource {

  static final OptionSpec<Path> PATH =
      OptionSpec.path("path")
          .doc(
              "A .npz file, or a folder of .npz files, sorted by name. Each file is one batch;",
              "each array in it has the name of a model input.")
          .build();

  private static final String EXTENSION = ".npz";

  /** The maximum number of issues that one error lists. */
  private static final int MOST_ISSUES = 10;

  /** Called by {@link java.util.ServiceLoader}. */
  public NpzSource() {}

  @Override
  public String id() {
    return "npz";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(PATH);
  }

  /** Checks the headers of all arrays; elements are read later, batch by batch. */
  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    List<NpzFile> batches = new ArrayList<>();
    List<WoqException> refused = new ArrayList<>();
    for (Path path : files(options.get(PATH))) {
      NpzFile batch = new NpzFile(batches.size() + 1, path);
      batches.add(batch);
      try {
        batch.check();
      } catch (WoqException wrong) {
        refused.add(wrong);
      }
    }
    if (!refused.isEmpty()) {
      List<Issue> issues = refused.stream().flatMap(each -> each.issues().stream()).toList();
      throw new WoqException(
          refused.get(0).code(), issues.subList(0, Math.min(MOST_ISSUES, issues.size())));
    }
    return new NpzBatches(batches);
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw ArraysError.FILE.because(
          "path: " + path + " does not exist",
          "paths are relative to the recipe, or without one to the current folder");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(NpzSource::isBatch)
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
      if (files.isEmpty()) {
        throw ArraysError.FILE.because(
            "path: " + path + " has no .npz file", "save a file for each batch with numpy.savez");
      }
      return files;
    } catch (IOException failure) {
      throw ArraysError.FILE.because(
          "path: " + path + " cannot be read: " + failure, "check the permissions of the folder");
    }
  }

  private static boolean isBatch(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION)
        && Files.isRegularFile(path);
  }
}
