package org.woq4j.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

class FrontierStoreTest {

  private static final int BYTES = 48;

  @TempDir Path folder;

  private static NamedTensor tensor(int content) {
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) content);
    return new NamedTensor("v", ElementType.UINT8, new long[] {BYTES}, ByteBuffer.wrap(bytes));
  }

  private static void assertHolds(NamedTensor tensor, int content) {
    assertThat(tensor.type()).isEqualTo(ElementType.UINT8);
    assertThat(tensor.shape()).containsExactly(BYTES);
    ByteBuffer data = tensor.data();
    assertThat(data.remaining()).isEqualTo(BYTES);
    while (data.hasRemaining()) {
      assertThat(data.get()).isEqualTo((byte) content);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3 * BYTES, 1000 * BYTES})
  void storedTensorsAreReadBackFromMemoryAndFromDisk(long bound) {
    try (FrontierStore store = new FrontierStore(bound, folder)) {
      for (int batch = 0; batch < 10; batch++) {
        store.put(new FrontierStore.Key(batch, false, "v"), tensor(batch));
        store.put(new FrontierStore.Key(batch, true, "v"), tensor(batch + 100));
      }
      for (int batch = 0; batch < 10; batch++) {
        assertHolds(store.get(new FrontierStore.Key(batch, false, "v")), batch);
        assertHolds(store.get(new FrontierStore.Key(batch, true, "v")), batch + 100);
      }
    }
  }

  @Test
  void severalThreadsMayUseIt() {
    try (FrontierStore store = new FrontierStore(20 * BYTES, folder)) {
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              batch -> {
                FrontierStore.Key key = new FrontierStore.Key(batch, false, "v");
                store.put(key, tensor(batch));
                assertHolds(store.get(key), batch);
                if (batch % 2 == 0) {
                  store.release(key);
                }
              });
      for (int batch = 1; batch < 200; batch += 2) {
        assertHolds(store.get(new FrontierStore.Key(batch, false, "v")), batch);
      }
    }
  }

  @Test
  void roomThatIsLetGoIsUsedAgain() {
    try (FrontierStore store = new FrontierStore(2 * BYTES, folder)) {
      for (int i = 0; i < 100; i++) {
        store.put(new FrontierStore.Key(i, false, "v"), tensor(i));
        store.release(new FrontierStore.Key(i - 3, false, "v"));
      }
      assertThat(store.spilledBytes()).isBetween((long) BYTES, 3L * BYTES);
      assertHolds(store.get(new FrontierStore.Key(99, false, "v")), 99);
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    try (FrontierStore store = new FrontierStore(0, folder)) {
      store.put(new FrontierStore.Key(0, false, "v"), tensor(1));
      assertThat(store.spilledBytes()).isEqualTo(BYTES);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aKeyThatWasNotStoredIsRefused() {
    try (FrontierStore store = new FrontierStore(BYTES, folder)) {
      assertThatThrownBy(() -> store.get(new FrontierStore.Key(1, false, "v")))
          .isInstanceOf(IllegalArgumentException.class);
      store.release(new FrontierStore.Key(1, false, "v"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamedWithTheCure() {
    try (FrontierStore store = new FrontierStore(0, folder.resolve("none"))) {
      assertThatThrownBy(() -> store.put(new FrontierStore.Key(1, false, "v"), tensor(1)))
          .isInstanceOf(WoqException.class)
          .hasMessageContainingAll("none", "raise 'memory' in the recipe");
    }
  }
}
