package org.woq4j.core.parallel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  /** The second failing task fails first where there are several threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theFirstFailureIsThrownItself(int threads) {
    IllegalStateException first = new IllegalStateException("first");
    CountDownLatch second = new CountDownLatch(threads == 1 ? 0 : 1);
    try (Workers workers = new Workers(threads)) {
      assertThatThrownBy(
              () ->
                  workers.forEach(
                      2,
                      task -> {
                        if (task == 1) {
                          second.countDown();
                          throw new IllegalStateException("second");
                        }
                        await(second);
                        throw first;
                      }))
          .isSameAs(first);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
