package org.woq4j.core.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.folder.ModelFolder;
import org.woq4j.core.request.SourceModel;

/**
 * The files of a float model while it is open: those that were given, or copies in a temporary
 * folder. Closing it removes the copies. Not safe for use by several threads.
 */
public final class SourceFiles implements AutoCloseable {

  private final SourceModel source;
  private final Path model;
  private final Optional<TemporaryFolder> folder;

  private SourceFiles(SourceModel source, Path model, Optional<TemporaryFolder> folder) {
    this.source = source;
    this.model = model;
    this.folder = folder;
  }

  /** A model's file, with its external data next to it. */
  public static SourceFiles of(Path model) {
    return of(SourceModel.of(model));
  }

  /**
   * The files of a model.
   *
   * @throws org.woq4j.api.WoqException if content cannot be read or copied, or if it is not clear
   *     which model of a folder is meant
   */
  public static SourceFiles of(SourceModel source) {
    if (source.file().isPresent()) {
      return new SourceFiles(source, ModelFolder.model(source.file().get()), Optional.empty());
    }
    TemporaryFolder folder = TemporaryFolder.create();
    try (InputStream content = source.open()) {
      Path model = folder.path().resolve(fileName(source));
      Files.copy(content, model);
      return new SourceFiles(source, model, Optional.of(folder));
    } catch (IOException failed) {
      folder.close();
      throw notCopied(source.toString(), failed);
    } catch (RuntimeException | Error failed) {
      folder.close();
      throw failed;
    }
  }

  private static String fileName(SourceModel source) {
    String name = source.toString().replaceAll(".*[/\\\\]", "").replaceAll("[^\\w.-]", "_");
    return name.isBlank() ? "model.onnx" : name;
  }

  /** The name of the model in messages. */
  public String name() {
    return source.toString();
  }

  /** The model's own file. */
  public Path model() {
    return model;
  }

  /**
   * Copies a file of external data, if the model is a copy and the source has the file.
   *
   * @param file a path in the model's folder
   * @throws org.woq4j.api.WoqException if it cannot be read or copied
   */
  public void provide(Path file) {
    if (folder.isEmpty() || Files.exists(file)) {
      return;
    }
    String location = folder.get().path().relativize(file).toString().replace('\\', '/');
    try (InputStream content = source.open(location).orElse(null)) {
      if (content != null) {
        Files.createDirectories(file.getParent());
        Files.copy(content, file);
      }
    } catch (IOException failed) {
      throw notCopied(location + ", external data of " + source, failed);
    }
  }

  private static RuntimeException notCopied(String what, IOException cause) {
    return CoreError.SOURCE.because(
        "cannot copy " + what + " to a temporary file: " + cause.getMessage(),
        "check where the model comes from, and the room in "
            + System.getProperty("java.io.tmpdir"));
  }

  @Override
  public void close() {
    folder.ifPresent(TemporaryFolder::close);
  }
}
