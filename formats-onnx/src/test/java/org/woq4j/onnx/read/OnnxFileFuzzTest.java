package org.woq4j.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;

/** Any bytes are a model or are refused. See the page on contributing. */
class OnnxFileFuzzTest {

  @TempDir static Path folder;

  static Stream<byte[]> seeds() {
    return Stream.of(
        new byte[] {8, 10},
        EverywhereModel.make().toByteArray(),
        ModelFixtures.model(ModelFixtures.uint8("w", 16, 1)).toByteArray());
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesGiveAModelOrAnError(byte[] bytes) {
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), bytes);
    try (OnnxFile file = OnnxFile.open(path)) {
      ModelTensors.forEach(file.model(), tensor -> {});
    } catch (WoqException refusal) {
      assertThat(refusal.code().category()).isEqualTo(ErrorCode.Category.USER);
    }
  }
}
