package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

class StagedOutputTest {

  @TempDir Path folder;
  private Path output;
  private OnnxFile source;

  @BeforeEach
  void openSource() {
    output = folder.resolve("out.onnx");
    source =
        OnnxFile.open(
            ModelFixtures.write(
                folder.resolve("in.onnx"),
                ModelFixtures.model(ModelFixtures.uint8("kept", 3000, 1))));
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @ParameterizedTest
  @EnumSource
  void newTensorsAreWrittenNextToKeptOnes(ExternalData policy) {
    byte[] large = ModelFixtures.random(4000, 5);
    byte[] small = ModelFixtures.random(10, 6);
    try (StagedOutput staged = StagedOutput.create(output, source, policy)) {
      TensorSlot first = staged.reserve("large", DataType.FLOAT, List.of(10L, 100L));
      TensorSlot second = staged.reserve("small", DataType.INT4, List.of(19L));
      staged.write(second, 0, small, 0, 10);
      staged.write(first, 1000, large, 1000, 3000);
      staged.write(first, 0, large, 0, 1000);
      StagedModel model = staged.finish(withSlots(first, second));
      assertThat(model.hasExternalData()).isEqualTo(policy == ExternalData.ALWAYS);
      assertThat(output).doesNotExist();
      assertThat(model.file().getFileName()).isEqualTo(output.getFileName());
      model.publish();
    }
    try (OnnxFile file = OnnxFile.open(output)) {
      assertThat(bytes(file, 0)).isEqualTo(ModelFixtures.random(3000, 1));
      assertThat(bytes(file, 1)).isEqualTo(large);
      assertThat(bytes(file, 2)).isEqualTo(small);
      assertThat(file.model().getGraph().getInitializer(1).getDimsList())
          .containsExactly(10L, 100L);
    }
  }

  @Test
  void tensorsOfOneSlotShareItsBytes() throws IOException {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.ALWAYS)) {
      TensorSlot slot = staged.reserve("a", DataType.UINT8, List.of(5000L));
      staged.write(slot, 0, ModelFixtures.random(5000, 2), 0, 5000);
      TensorProto other =
          slot.tensor().toBuilder().setName("b").clearDims().addDims(50).addDims(100).build();
      staged.finish(with(slot.tensor(), other)).publish();
    }
    assertThat(Files.size(output.resolveSibling("out.onnx.data"))).isEqualTo(5056 + 3000);
    try (OnnxFile file = OnnxFile.open(output)) {
      assertThat(bytes(file, 1)).isEqualTo(bytes(file, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesDoNotDependOnThreads(ExternalData policy) throws IOException {
    byte[] alone = written(policy, IntStream.range(0, 40).boxed().toList(), false);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
    Collections.shuffle(order, new Random(7));
    assertThat(written(policy, order, true)).isEqualTo(alone);
  }

  /** The bytes of all files after 40 tensors were written in this order. */
  private byte[] written(ExternalData policy, List<Integer> order, boolean parallel)
      throws IOException {
    try (StagedOutput staged = StagedOutput.create(output, source, policy)) {
      TensorSlot[] slots = new TensorSlot[40];
      for (int i = 0; i < slots.length; i++) {
        slots[i] = staged.reserve("t" + i, DataType.UINT8, List.of(500L + 100L * i));
      }
      var numbers = parallel ? order.parallelStream() : order.stream();
      numbers.forEach(i -> writeInPieces(staged, slots[i], i));
      staged.finish(withSlots(slots)).publish();
    }
    Path data = output.resolveSibling("out.onnx.data");
    byte[] model = Files.readAllBytes(output);
    byte[] rest = Files.exists(data) ? Files.readAllBytes(data) : new byte[0];
    byte[] all = Arrays.copyOf(model, model.length + rest.length);
    System.arraycopy(rest, 0, all, model.length, rest.length);
    return all;
  }

  private static void writeInPieces(StagedOutput staged, TensorSlot slot, int seed) {
    byte[] bytes = ModelFixtures.random((int) slot.length(), seed);
    for (int from = 0; from < bytes.length; from += 300) {
      staged.write(slot, from, bytes, from, Math.min(300, bytes.length - from));
    }
  }

  @Test
  void newTensorsThatCannotFitAreRefusedWhenTheyAreReserved() {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.NEVER, 10_000)) {
      staged.reserve("a", DataType.UINT8, List.of(6000L));
      assertThatThrownBy(() -> staged.reserve("b", DataType.UINT8, List.of(6000L)))
          .isInstanceOfSatisfying(
              WoqException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.TOO_LARGE))
          .hasMessageContaining("the new tensors take 12000 bytes");
    }
  }

  @Test
  void slotsThatWereNotWrittenWholeAreADefect() {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.AUTO)) {
      TensorSlot slot = staged.reserve("a", DataType.UINT8, List.of(2000L));
      staged.write(slot, 0, new byte[1999], 0, 1999);
      assertThatThrownBy(() -> staged.finish(withSlots(slot)))
          .hasMessageContaining("byte 1999 of the 2000 bytes of tensor 'a' was not written");
    }
  }

  @Test
  void partsOutsideOfATensorAreRefused() {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.AUTO)) {
      TensorSlot slot = staged.reserve("a", DataType.UINT8, List.of(2000L));
      assertThatThrownBy(() -> staged.write(slot, 1999, new byte[2], 0, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> staged.write(slot, -1, new byte[2], 0, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void closingWithoutPublishingLeavesNothing() throws IOException {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.ALWAYS)) {
      TensorSlot slot = staged.reserve("a", DataType.UINT8, List.of(2000L));
      staged.write(slot, 0, new byte[2000], 0, 2000);
      assertThat(staged.finish(withSlots(slot)).file()).exists();
    }
    assertOnlyTheInputIsLeft();
  }

  @Test
  void aRefusedWriteLeavesNothing() throws IOException {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.ALWAYS)) {
      TensorSlot slot = staged.reserve("a", DataType.UINT8, List.of(2000L));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> staged.write(slot, 0, new byte[2000], 0, 2000))
          .isInstanceOfSatisfying(
              WoqException.class, refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.WRITE))
          .hasMessageContaining("cannot write ")
          .hasMessageContaining("out.onnx.data");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertOnlyTheInputIsLeft();
  }

  @Test
  void aSourceThatCannotBeReadToItsEndLeavesNothing() throws IOException {
    try (StagedOutput staged = StagedOutput.create(output, source, ExternalData.AUTO)) {
      ModelFixtures.write(source.files().get(0), new byte[5]);
      assertThatThrownBy(() -> staged.finish(source.model()))
          .hasMessageContaining("cannot read " + source.files().get(0));
    }
    assertOnlyTheInputIsLeft();
  }

  private void assertOnlyTheInputIsLeft() throws IOException {
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(source.files().get(0));
    }
  }

  private ModelProto withSlots(TensorSlot... slots) {
    return with(Arrays.stream(slots).map(TensorSlot::tensor).toArray(TensorProto[]::new));
  }

  private ModelProto with(TensorProto... added) {
    ModelProto model = source.model();
    return model.toBuilder()
        .setGraph(model.getGraph().toBuilder().addAllInitializer(Arrays.asList(added)))
        .build();
  }

  private static byte[] bytes(OnnxFile file, int initializer) {
    return ModelFixtures.bytes(file, file.model().getGraph().getInitializer(initializer));
  }
}
