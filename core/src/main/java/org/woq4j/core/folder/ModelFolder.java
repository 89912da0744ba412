package org.woq4j.core.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.core.error.CoreError;

/**
 * A folder of a model and the files that belong to it. The model lies in the folder itself or, as
 * Optimum and Transformers.js have it, in its folder {@code onnx}.
 */
public final class ModelFolder {

  /** The inner folder. */
  static final String ONNX = "onnx";

  /** How names of models end. */
  static final String ENDING = ".onnx";

  /** The name that exporters give the one model of a folder, and programs look for first. */
  private static final String USUAL = "model" + ENDING;

  private final Path folder;

  private ModelFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A model's file: a file is itself, a folder has it.
   *
   * @throws org.woq4j.api.WoqException if a folder has no model, or several and none of the usual
   *     name
   */
  public static Path model(Path fileOrFolder) {
    return Files.isDirectory(fileOrFolder) ? new ModelFolder(fileOrFolder).model() : fileOrFolder;
  }

  /** The same, but a folder for which it is not clear is itself. */
  public static Path modelIfClear(Path fileOrFolder) {
    if (!Files.isDirectory(fileOrFolder)) {
      return fileOrFolder;
    }
    List<Path> candidates = new ModelFolder(fileOrFolder).candidates();
    return candidates.size() == 1 ? candidates.get(0) : fileOrFolder;
  }

  /** The folder that has the other files of a model: that around it if it lies in {@code onnx}. */
  static Path home(Path model) {
    Path folder = model.toAbsolutePath().normalize().resolveSibling("");
    return folder.endsWith(ONNX) ? folder.resolveSibling("") : folder;
  }

  /**
   * The one {@code model.onnx}, which may have quantized copies beside it, or else the only one.
   */
  private List<Path> candidates() {
    List<Path> models = models();
    List<Path> usual = models.stream().filter(model -> model.endsWith(USUAL)).toList();
    return usual.isEmpty() ? models : usual;
  }

  private Path model() {
    List<Path> candidates = candidates();
    if (candidates.isEmpty()) {
      throw CoreError.FOLDER.because(
          folder + " has no model: no file there, or in its folder " + ONNX + ", is an " + ENDING,
          "name the model's file, or export the model to ONNX first");
    }
    if (candidates.size() > 1) {
      throw CoreError.FOLDER.because(
          folder + " has several models: " + names(candidates),
          "name one of these files in place of the folder");
    }
    return candidates.get(0);
  }

  private List<Path> models() {
    return Stream.of(folder, folder.resolve(ONNX)).flatMap(this::modelsIn).toList();
  }

  private Stream<Path> modelsIn(Path where) {
    if (!Files.isDirectory(where)) {
      return Stream.empty();
    }
    try (Stream<Path> all = Files.list(where)) {
      return all
          .filter(Files::isRegularFile)
          .filter(ModelFolder::isModel)
          .sorted()
          .toList()
          .stream();
    } catch (IOException failed) {
      throw CoreError.FOLDER.because(
          "cannot read the folder " + where + ": " + failed.getMessage(), "check its rights");
    }
  }

  private static boolean isModel(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) && !name.startsWith(".");
  }

  private String names(List<Path> models) {
    return models.stream()
        .map(model -> folder.relativize(model).toString().replace('\\', '/'))
        .collect(Collectors.joining(", "));
  }
}
