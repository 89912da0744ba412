package org.woq4j.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** A model of the golden files, changed. */
final class ChangedModel {

  private final ModelProto.Builder model;

  ChangedModel(Path file) {
    try {
      this.model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  GraphProto.Builder graph() {
    return model.getGraphBuilder();
  }

  TensorProto.Builder constant(String name) {
    return graph().getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  NodeProto.Builder node(String operator) {
    return graph().getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  Path write(Path file) {
    try {
      return Files.write(file, model.build().toByteArray());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
