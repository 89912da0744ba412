package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.tensor.DataType;

/** Accounts add up, before and after. */
class AccountsTest {

  /** What the lengths of a tensor and of its parts take. */
  private static final int BYTES_OF_LENGTHS = 16;

  @TempDir private Path folder;

  private final Quantizer quantizer = Quantizer.builder().build();

  static Stream<Trap> traps() {
    return Trap.all();
  }

  static Stream<ReferencePair> pairs() {
    return ReferencePair.all().limit(8);
  }

  @ParameterizedTest
  @MethodSource("traps")
  void theAccountOfATrapAddsUp(Trap trap) throws IOException {
    Path model = folder.resolve("model.onnx");
    trap.model().write(model);
    assertAddsUp(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/all-minilm-l6-v2.onnx", "/bge-small-en-v1.5.onnx", "/e5-small-v2.onnx"})
  void theAccountOfAnEncoderAddsUpAndGivesAReasonForEachByte(String resource) throws IOException {
    Path model = Woq.resource(resource, folder.resolve("model.onnx"));
    assertAddsUp(model);
    Account planned = quantizer.plan(request(model, Rest.FLOAT32), List.of()).account();
    assertThat(planned.byOperator())
        .allMatch(row -> row.bytesInFloat() == 0 || row.reason().isPresent());
    assertThat(planned.byOperator().stream().mapToLong(row -> row.bytesInFloat()).sum())
        .as("biases and norms")
        .isLessThan(planned.bytesBefore() / 200);
  }

  private static void assertAddsUp(Path file) throws IOException {
    try (FloatModel model = Quantizer.builder().build().open(SourceModel.of(file))) {
      Account account = model.account();
      assertThat(account.bytesBefore()).isEqualTo(model.bytes());
      ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
      long[] tensors = {0};
      ModelTensors.forEach(proto, tensor -> tensors[0]++);
      long bare = ModelTensors.map(proto, AccountsTest::withoutBytes).getSerializedSize();
      assertThat(account.bytesBefore(Kind.GRAPH))
          .isBetween(bare, bare + BYTES_OF_LENGTHS * tensors[0] + model.bytes() / 100);
    }
  }

  /** Where its bytes lie stays. */
  private static TensorProto withoutBytes(TensorProto tensor) {
    return ModelTensors.withoutBytes(tensor)
        .addAllExternalData(tensor.getExternalDataList())
        .setDataLocation(tensor.getDataLocation())
        .build();
  }

  /** What the plan says of the constants, and what the written file says of the rest. */
  @ParameterizedTest
  @MethodSource("pairs")
  void theReportOfARunAddsUpToTheWrittenFile(ReferencePair pair) throws IOException {
    Path model = folder.resolve("model.onnx");
    Files.write(model, pair.before().toByteArray());
    assertReportAddsUp(model, Rest.FLOAT32);
  }

  @Test
  void aConstantThatIsReadBothWaysIsGoneWhenBothAreQuantized() throws IOException {
    Path model =
        TestModel.taking(2, 32)
            .weight("w", 32, 32)
            .node("MatMul", List.of("x", "w"), "a")
            .node("Transpose", List.of("w"), "t")
            .node("MatMul", List.of("a", "t"), "y")
            .output("y")
            .write(folder.resolve("model.onnx"));
    assertReportAddsUp(model, Rest.FLOAT32);
    assertThat(quantizer.plan(request(model, Rest.FLOAT32), List.of()).account().of(Kind.FLOAT))
        .singleElement()
        .matches(line -> line.bytesInFloat() == 0);
  }

  @Test
  void copiesAreCountedOnceInTheWrittenModel() throws IOException {
    float[] bias = new float[512];
    Path model =
        TestModel.taking(2, 512)
            .weight("w", 512, 512)
            .weight("v", 512, 512)
            .constant(TestModel.tensor("b", DataType.FLOAT, bias, 512))
            .constant(TestModel.tensor("c", DataType.FLOAT, bias, 512))
            .node("MatMul", List.of("x", "w"), "i")
            .node("Add", List.of("i", "b"), "j")
            .node("MatMul", List.of("j", "v"), "k")
            .node("Add", List.of("k", "c"), "y")
            .output("y")
            .write(folder.resolve("model.onnx"));
    assertReportAddsUp(model, Rest.FLOAT32);
    assertThat(quantizer.plan(request(model, Rest.FLOAT32), List.of()).account().of(Kind.FLOAT))
        .extracting(line -> line.constant().name(), line -> line.bytesInFloat())
        .containsExactlyInAnyOrder(
            tuple("w", 0L), tuple("v", 0L), tuple("b", 2048L), tuple("c", 0L));
  }

  @Test
  void theReportOfAHalfPreciseRestAddsUpToTheWrittenFile() throws IOException {
    assertReportAddsUp(Woq.miniLm(folder), Rest.FLOAT16);
  }

  @Test
  void whatHalfPrecisionCannotHoldCountsAsFloat32() throws IOException {
    float[] ones = new float[512];
    Arrays.fill(ones, 1);
    float[] large = new float[512];
    Arrays.fill(large, 1e5f);
    Path model =
        TestModel.taking(2, 512)
            .input("ids", DataType.INT64, 2, 1)
            .weight("w", 512, 512)
            .constant(TestModel.tensor("bias", DataType.FLOAT, ones, 512))
            .constant(TestModel.tensor("large", DataType.FLOAT, large, 512))
            .constant(TestModel.tensor("frequency", DataType.FLOAT, ones, 1, 512))
            .node("MatMul", List.of("x", "w"), "a")
            .node("Add", List.of("a", "bias"), "b")
            .node("Add", List.of("b", "large"), "c")
            .node("Cast", List.of("ids"), List.of("d"), Map.of("to", 1L))
            .node("Mul", List.of("d", "frequency"), "e")
            .node("Sin", List.of("e"), "f")
            .node("Add", List.of("c", "f"), "y")
            .output("y")
            .write(folder.resolve("model.onnx"));
    assertThat(quantizer.plan(request(model, Rest.FLOAT16), List.of()).account().of(Kind.FLOAT))
        .extracting(line -> line.constant().name(), line -> line.bytesInFloat())
        .containsExactlyInAnyOrder(
            tuple("w", 0L), tuple("bias", 1024L), tuple("large", 2048L), tuple("frequency", 2048L));
    assertReportAddsUp(model, Rest.FLOAT16);
  }

  private void assertReportAddsUp(Path model, Rest rest) throws IOException {
    QuantizationRequest request = request(model, rest);
    QuantizationReport report = quantizer.quantize(request);
    Account account = new Account(report.account().lines());
    try (FloatModel written = quantizer.open(SourceModel.of(folder.resolve("out.onnx")))) {
      assertThat(account.bytesAfter()).isEqualTo(written.bytes());
      long constants =
          account.lines().stream()
              .filter(line -> line.kind() != Kind.GRAPH)
              .mapToLong(line -> line.bytesAfter())
              .sum();
      assertThat(constants + written.account().bytesBefore(Kind.GRAPH))
          .isCloseTo(written.bytes(), within(written.bytes() / 100));
    }
  }

  private QuantizationRequest request(Path model, Rest rest) {
    return QuantizationRequest.builder(model, folder.resolve("out.onnx"))
        .defaults(
            Settings.builder()
                .algorithm("rtn")
                .bits(4)
                .groupSize(32)
                .format("matmul-nbits")
                .build())
        .rest(rest)
        .verify(false)
        .build();
  }
}
