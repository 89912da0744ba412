package org.woq4j.onnx.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Writes test data in the layout of the model zoo. */
final class DataSets {

  private DataSets() {}

  static Path write(Path folder, int set, int input, TensorProto tensor) {
    return write(folder, "test_data_set_" + set, "input_" + input + ".pb", tensor.toByteArray());
  }

  static Path write(Path folder, String set, String file, byte[] content) {
    try {
      Path place = Files.createDirectories(folder.resolve(set));
      return Files.write(place.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts up from 0. */
  static TensorProto longs(String name, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.number());
    long elements = 1;
    for (long dim : dims) {
      tensor.addDims(dim);
      elements *= dim;
    }
    for (long i = 0; i < elements; i++) {
      tensor.addInt64Data(i);
    }
    return tensor.build();
  }
}
