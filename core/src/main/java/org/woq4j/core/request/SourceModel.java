package org.woq4j.core.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.folder.ModelFolder;

/**
 * A float model: a file, or content from anywhere, such as a resource on the class path.
 *
 * <pre>{@code
 * SourceModel file = SourceModel.of(Path.of("model.onnx"));
 * SourceModel resource = SourceModel.resource(MyService.class, "/all-minilm-l6-v2.onnx");
 * SourceModel download =
 *     SourceModel.of("model.onnx", () -> client.get("model.onnx"))
 *         .withExternalData(location -> client.get(location));
 * }</pre>
 *
 * <p>While a model that is not a file is open, it is stored in a temporary folder: ONNX Runtime
 * maps weights from files, so they need no memory of their own. Immutable.
 */
public final class SourceModel {

  /** Opens content for reading. */
  @FunctionalInterface
  public interface Content {

    /** A new stream at the beginning of the content; the caller closes it. */
    InputStream open() throws IOException;
  }

  /** Opens the files of a model's external data. */
  @FunctionalInterface
  public interface ExternalDataResolver {

    /**
     * A new stream of a file, which the caller closes; null if there is no such file.
     *
     * @param location the relative path that the model names, with slashes
     */
    @Nullable InputStream open(String location) throws IOException;
  }

  private final String name;
  private final Optional<Path> file;
  private final Content content;
  private final ExternalDataResolver externalData;

  private SourceModel(
      String name, Optional<Path> file, Content content, ExternalDataResolver externalData) {
    this.name = Objects.requireNonNull(name, "name");
    this.file = file;
    this.content = Objects.requireNonNull(content, "content");
    this.externalData = Objects.requireNonNull(externalData, "externalData");
  }

  /**
   * The model in a file, or in a folder with the files that belong to it. Files of external data
   * are next to the model.
   *
   * @param fileOrFolder a folder has {@code model.onnx} or {@code onnx/model.onnx}, or else only
   *     one model in these places. One that has none, or several, is refused when it is opened
   */
  public static SourceModel of(Path fileOrFolder) {
    Path file = ModelFolder.modelIfClear(fileOrFolder);
    return new SourceModel(
        file.toString(),
        Optional.of(file),
        () -> {
          throw new IOException(file + " is read where it lies");
        },
        location -> null);
  }

  /** The model in an array, which must not change. */
  public static SourceModel of(byte[] model) {
    return of("model.onnx", () -> new ByteArrayInputStream(model));
  }

  /** The model in the remaining bytes of a buffer, which must not change. */
  public static SourceModel of(ByteBuffer model) {
    ByteBuffer bytes = model.asReadOnlyBuffer();
    return of("model.onnx", () -> new BufferInputStream(bytes.duplicate()));
  }

  /**
   * The model in the rest of a stream. It is read and closed when the model is opened, so it can be
   * opened only once: to plan and to quantize, use {@link #of(String, Content)}.
   */
  public static SourceModel of(InputStream model) {
    AtomicReference<@Nullable InputStream> unread = new AtomicReference<>(model);
    return of(
        "model.onnx",
        () -> {
          InputStream stream = unread.getAndSet(null);
          if (stream == null) {
            throw new IOException("its stream has been read before");
          }
          return stream;
        });
  }

  /**
   * The model in any content.
   *
   * @param name the name of the model in messages and reports; its last part, after a slash, is the
   *     name of the temporary file
   */
  public static SourceModel of(String name, Content content) {
    return new SourceModel(name, Optional.empty(), content, location -> null);
  }

  /**
   * The model in a resource. External data is in resources next to it.
   *
   * @param near a class whose class loader finds the resource
   * @param resource its name, as in {@link Class#getResourceAsStream}
   */
  public static SourceModel resource(Class<?> near, String resource) {
    String folder = resource.substring(0, resource.lastIndexOf('/') + 1);
    return of(
            resource,
            () -> {
              InputStream stream = near.getResourceAsStream(resource);
              if (stream == null) {
                throw new IOException(near.getName() + " finds no such resource");
              }
              return stream;
            })
        .withExternalData(location -> near.getResourceAsStream(folder + location));
  }

  /** This content with external data from elsewhere. Has no effect on a file. */
  public SourceModel withExternalData(ExternalDataResolver resolver) {
    return new SourceModel(name, file, content, resolver);
  }

  /** The file; empty if the model is not one. */
  public Optional<Path> file() {
    return file;
  }

  /** Opens content that is not a file. */
  public InputStream open() throws IOException {
    return content.open();
  }

  /** Opens external data of content that is not a file; empty if there is none at the location. */
  public Optional<InputStream> open(String location) throws IOException {
    return Optional.ofNullable(externalData.open(location));
  }

  /** Whether both are the same file, or the same object. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SourceModel that && file.isPresent() && file.equals(that.file));
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  /** The name of the model in messages: the path of a file. */
  @Override
  public String toString() {
    return name;
  }
}
