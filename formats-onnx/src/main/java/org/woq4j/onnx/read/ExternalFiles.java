package org.woq4j.onnx.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.OpenedFile;

/**
 * The files of a model: first its own, then those of its external data. External data must be in
 * the model's folder or below. If the model is a symbolic link, they may also be next to its
 * target, as in caches of downloaded models.
 */
final class ExternalFiles {

  private static final String INSIDE = "external data must be in the model's folder";

  private final Path folder;
  private final List<Path> realFolders;
  private final List<OpenedFile> files;
  private final SourceFiles source;

  /**
   * The files of a model.
   *
   * @param files the model's file; external files are added when they are opened
   * @param source where they come from
   */
  ExternalFiles(List<OpenedFile> files, SourceFiles source) {
    this.files = files;
    this.source = source;
    Path model = files.get(0).path().toAbsolutePath();
    this.folder = Objects.requireNonNull(model.getParent(), "a file is in a folder");
    try {
      this.realFolders =
          Stream.of(folder.toRealPath(), model.toRealPath().getParent()).distinct().toList();
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot find the folder of " + model, failure);
    }
  }

  /** The index of the file at this location; opens it if necessary. */
  int open(String location) {
    Path path = real(inside(location), location);
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).path().equals(path)) {
        return i;
      }
    }
    files.add(OpenedFile.open(path));
    return files.size() - 1;
  }

  private Path inside(String location) {
    try {
      Path path = Path.of(location);
      Path normal = folder.resolve(path).normalize();
      Path home = folder.normalize();
      boolean leaves =
          location.isEmpty()
              || path.isAbsolute()
              || path.getRoot() != null
              || normal.equals(home)
              || !normal.startsWith(home);
      if (leaves) {
        throw outside(location);
      }
      return normal;
    } catch (InvalidPathException invalid) {
      throw OnnxError.TENSOR.because(
          "its external data's location is not a path: " + invalid.getReason(), INSIDE);
    }
  }

  private Path real(Path path, String location) {
    source.provide(path);
    if (!Files.exists(path)) {
      throw OnnxError.TENSOR.because(
          "its external data's file '" + location + "' does not exist next to " + source.name(),
          "put it next to the model");
    }
    try {
      Path real = path.toRealPath();
      if (realFolders.stream().noneMatch(real::startsWith)) {
        throw outside(location);
      }
      return real;
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot find " + path, failure);
    }
  }

  private static RuntimeException outside(String location) {
    return OnnxError.TENSOR.because(
        "its external data's location '" + location + "' is outside of the model's folder", INSIDE);
  }
}
