package org.woq4j.calibration.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;

/**
 * Any bytes are arrays or are refused, as an archive and as an array in a sound archive. See the
 * page on contributing.
 */
class NpzFuzzTest {

  @TempDir static Path folder;

  static Stream<byte[]> seeds() throws IOException {
    Npz two =
        new Npz()
            .longs("ids", "(2, 3)", 1, 2, 3, 4, 5, 6)
            .array("flag", "|b1", "(1,)", new byte[] {1});
    return Stream.of(
        two.toByteArray(),
        Npz.npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", new byte[8]),
        "PK".getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesGiveArraysOrAnError(byte[] bytes) throws IOException {
    read(Files.write(folder.resolve("a.npz"), bytes));
    read(new Npz().entry("x.npy", bytes).write(folder.resolve("b.npz")));
  }

  private static void read(Path path) {
    NpzFile file = new NpzFile(1, path);
    try {
      file.check();
      file.tensors().forEach(tensor -> assertThat(tensor.data().remaining()).isNotNegative());
    } catch (WoqException refusal) {
      assertThat(refusal.code().category())
          .isIn(ErrorCode.Category.USER, ErrorCode.Category.RESOURCE);
    }
  }
}
