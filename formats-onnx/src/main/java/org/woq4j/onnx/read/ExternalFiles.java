package org.woq4j.onnx.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;

/** The files that hold a model's tensors: the model's own, and those that external data name. */
final class ExternalFiles implements AutoCloseable {

  /** What is wrong with a tensor, in words that follow its name. */
  static final class Unsound extends Exception {
    private static final long serialVersionUID = 1L;

    Unsound(String message) {
      super(message);
    }
  }

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<FileChannel> channels = new ArrayList<>();
  private final Map<String, Integer> indices = new HashMap<>();

  /** Starts with the model's own file as the first. */
  ExternalFiles(Path model) throws IOException {
    this.folder = model.toAbsolutePath().normalize().getParent();
    open(model);
  }

  List<Path> files() {
    return files;
  }

  FileChannel channel(int source) {
    return channels.get(source);
  }

  /** The place of a tensor with external data. */
  Payload payload(TensorProto tensor, DataType type) throws Unsound, IOException {
    long expected = type.bytes(tensor.getDimsList());
    String location = null;
    long offset = 0;
    long length = expected;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(entry);
        case "length" -> length = number(entry);
        default -> {
          // Checksums and what exporters add beside.
        }
      }
    }
    if (location == null) {
      throw new Unsound("names no file for its external data");
    }
    if (length != expected) {
      throw new Unsound(
          "has " + length + " bytes of external data where its shape needs " + expected);
    }
    int source = source(location);
    long size = channel(source).size();
    if (offset < 0 || length > size - offset) {
      throw new Unsound(
          "lies at bytes "
              + offset
              + " to "
              + (offset + length)
              + " of "
              + location
              + ", which has "
              + size);
    }
    return Payload.newBuilder()
        .setSource(source)
        .setOffset(offset)
        .setLength(length)
        .setField(TensorProto.RAW_DATA_FIELD_NUMBER)
        .build();
  }

  private static long number(StringStringEntryProto entry) throws Unsound {
    try {
      return Long.parseLong(entry.getValue().strip());
    } catch (NumberFormatException e) {
      throw new Unsound(
          "has the " + entry.getKey() + " '" + entry.getValue() + "', which is no number");
    }
  }

  private int source(String location) throws Unsound, IOException {
    Integer known = indices.get(location);
    if (known != null) {
      return known;
    }
    Path file = resolve(location);
    if (!Files.isRegularFile(file)) {
      throw new Unsound("lies in " + location + ", which is not beside the model");
    }
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      throw new Unsound("lies in " + location + ", which leads out of the model's folder");
    }
    int index = open(file);
    indices.put(location, index);
    return index;
  }

  private Path resolve(String location) throws Unsound {
    try {
      Path file = folder.resolve(location).normalize();
      if (!Path.of(location).isAbsolute() && file.startsWith(folder)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new Unsound("lies in '" + location + "', which is no path");
    }
    throw new Unsound("lies in " + location + ", which is outside of the model's folder");
  }

  private int open(Path file) throws IOException {
    channels.add(FileChannel.open(file, StandardOpenOption.READ));
    files.add(file);
    return files.size() - 1;
  }

  @Override
  public void close() {
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written through it.
      }
    }
  }
}
