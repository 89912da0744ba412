package org.woq4j.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  private final BufferPool pool = new BufferPool();

  @Test
  void aReturnedBufferIsReusedForDataThatFits() {
    ByteBuffer first = pool.take(1000);
    first.position(7);
    pool.giveBack(first);
    ByteBuffer again = pool.take(990);

    assertThat(again).isSameAs(first);
    assertThat(again.isDirect()).isTrue();
    assertThat(again.position()).isZero();
    assertThat(again.remaining()).isEqualTo(990);
    assertThat(pool.take(990)).isNotSameAs(first);
  }

  @Test
  void smallDoesNotTakeLargeNorLargeSmall() {
    ByteBuffer first = pool.take(100_000);
    pool.giveBack(first);

    assertThat(pool.take(1000).capacity()).isEqualTo(1000);
    assertThat(pool.take(100_001).capacity()).isEqualTo(100_001);
    assertThat(pool.take(100_000)).isSameAs(first);
  }
}
