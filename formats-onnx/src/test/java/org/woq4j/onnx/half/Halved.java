package org.woq4j.onnx.half;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.FormatVersions;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.Rest;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** A model before and after its float32 values became half precision. */
record Halved(ModelProto before, ModelProto after, List<String> notes) {

  static final int FLOAT16 = 10;

  /**
   * Writes a model without quantizing any weight, as if data had shown no value beyond half
   * precision; its inputs and outputs keep their types.
   */
  static Halved of(ModelProto model, Path folder) {
    return of(model, Rest.FLOAT16, folder);
  }

  /** The same where no calibration data shows the ranges of values. */
  static Halved withoutData(ModelProto model, Path folder) {
    return of(model, form(Rest.FLOAT16, InterfaceType.FLOAT32, Optional.empty()), folder);
  }

  /** Writes a model without quantizing any weight; its inputs and outputs keep their types. */
  static Halved of(ModelProto model, Rest rest, Path folder) {
    return of(model, form(rest, InterfaceType.FLOAT32, Optional.of(Set.of())), folder);
  }

  /**
   * Writes a model without quantizing any weight.
   *
   * @param wide values that half precision cannot hold, as calibration data shows
   */
  static Halved of(ModelProto model, InterfaceType io, Set<String> wide, Path folder) {
    return of(model, form(Rest.FLOAT16, io, Optional.of(wide)), folder);
  }

  private static RewriteTask.Form form(Rest rest, InterfaceType io, Optional<Set<String>> wide) {
    return new RewriteTask.Form(ExternalData.NEVER, FormatVersions.ANY, rest, io, wide);
  }

  private static Halved of(ModelProto model, RewriteTask.Form form, Path folder) {
    try {
      Path file = Files.write(folder.resolve("float.onnx"), model.toByteArray());
      Path output = folder.resolve("half.onnx");
      RewriteTask task = new RewriteTask(output, List.of(), new TreeMap<>(), form);
      try (FloatModel opened = new OnnxFormat().open(SourceFiles.of(file));
          ModelRewrite rewrite = opened.rewrite(task)) {
        rewrite.finish().publish();
        return new Halved(model, ModelProto.parseFrom(Files.readAllBytes(output)), rewrite.notes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asserts that both models return the same types and shapes and, to the precision of half, the
   * same values, at two levels of optimization.
   */
  Halved assertNear(double tolerance) {
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      Map<String, ModelRun.Output> expected = ModelRun.of(before, level).outputs();
      Map<String, ModelRun.Output> actual = ModelRun.of(after, level).outputs();
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, output) -> {
            ModelRun.Output other = actual.get(name);
            assertThat(other.type()).as(name).isEqualTo(output.type());
            assertThat(other.shape()).as(name).isEqualTo(output.shape());
            if (output.floats().isEmpty()) {
              assertThat(other.bits()).as(name).isEqualTo(output.bits());
            } else {
              assertThat(error(output.floats(), other.floats()))
                  .as("%s at %s", name, level)
                  .isLessThanOrEqualTo(tolerance);
            }
          });
    }
    return this;
  }

  private static double error(List<Float> expected, List<Float> actual) {
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < expected.size(); i++) {
      double difference = expected.get(i) - actual.get(i);
      errors += difference * difference;
      squares += expected.get(i) * expected.get(i);
    }
    return Math.sqrt(errors / Math.max(squares, Float.MIN_NORMAL));
  }

  /** The type of an initializer. */
  int type(String initializer) {
    return after.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(initializer))
        .mapToInt(TensorProto::getDataType)
        .findFirst()
        .orElseThrow();
  }

  /** The first node of an operator. */
  NodeProto node(String operator) {
    return after.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  /** The number of Casts between float32 and half precision, and of others. */
  long casts() {
    return after.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals("Cast"))
        .count();
  }
}
