package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.woq4j.onnx.emit.layout.FpQ4Blob;

/** Blocks have the same sizes as in the reference. */
class BlobSizesTest {

  private static final Pattern CASE =
      Pattern.compile(
          "\"seed_ort\": \"(1.\\d+).0\",\\s*\"group_size\": (\\d+),\\s*"
              + "\"has_zp\": (true|false),\\s*\"blob_size\": (\\d+)");

  @Test
  void blobSizesAreTheReferences() throws IOException {
    List<MatchResult> cases = CASE.matcher(text()).results().toList();
    assertThat(cases).hasSize(16);
    for (MatchResult each : cases) {
      int groupSize = Integer.parseInt(each.group(2));
      boolean zeroPoints = Boolean.parseBoolean(each.group(3));
      int ours =
          each.group(1).equals("1.16")
              ? FpQ4Blob.blockBytes(groupSize, zeroPoints)
              : MatMulNBitsEmitter.blobBytes(groupSize, 4);
      assertThat(ours).as(each.group()).isEqualTo(Integer.parseInt(each.group(4)));
    }
  }

  private static String text() throws IOException {
    try (InputStream bytes = BlobSizesTest.class.getResourceAsStream("/golden/blob_sizes.json")) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
