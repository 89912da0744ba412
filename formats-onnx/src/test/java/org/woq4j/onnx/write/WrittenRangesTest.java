package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenRangesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsTheFirstMissingByteInAnyOrder(long seed) {
    Random random = new Random(seed);
    WrittenRanges ranges = new WrittenRanges();
    BitSet written = new BitSet();
    List<Long> found = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(100);
      int to = from + random.nextInt(5);
      ranges.add(from, to);
      written.set(from, to);
      found.add(ranges.firstMissing());
      expected.add((long) written.nextClearBit(0));
    }
    assertThat(found).isEqualTo(expected);
  }
}
