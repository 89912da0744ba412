package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;

/** Keeps what an emitter writes, and fails on bytes outside a tensor or written twice. */
final class StoredTensors implements TensorSink {

  private final Map<String, byte[]> tensors = new LinkedHashMap<>();
  private final Map<String, BitSet> written = new LinkedHashMap<>();

  StoredTensors(List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      assertThat(tensors.put(spec.role(), new byte[(int) spec.bytes()])).isNull();
      written.put(spec.role(), new BitSet());
    }
  }

  @Override
  public void write(String role, long offset, byte[] bytes, int from, int length) {
    assertThat(tensors).containsKey(role);
    int begin = (int) offset;
    assertThat(written.get(role).get(begin, begin + length).isEmpty())
        .as("%s written twice at %d", role, begin)
        .isTrue();
    written.get(role).set(begin, begin + length);
    System.arraycopy(bytes, from, tensors.get(role), begin, length);
  }

  /** The bytes of a tensor, all of which must have been written. */
  byte[] bytes(String role) {
    byte[] bytes = tensors.get(role);
    assertThat(written.get(role).cardinality()).as("bytes of %s", role).isEqualTo(bytes.length);
    return bytes;
  }
}
