package org.woq4j.core.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  /** As where the heap is full. The tasks are lost with their threads. */
  @Test
  @Timeout(60)
  void nobodyWaitsForTheTasksOfAThreadThatDied() {
    try (Workers workers = new Workers(2, DyingThread::new)) {
      Runnable end = workers.start(() -> {});
      assertThatThrownBy(end::run).isInstanceOf(OutOfMemoryError.class);
      assertThatThrownBy(() -> workers.forEach(3, task -> {})).isInstanceOf(OutOfMemoryError.class);
      MemoryGate gate = new MemoryGate(1, workers);
      gate.enter(1);
      assertThatThrownBy(() -> gate.enter(1)).isInstanceOf(OutOfMemoryError.class);
    }
  }

  /** A batch that waits for its turn holds the only other thread. */
  @Test
  @Timeout(60)
  void aThreadRunsItsPartsItselfWhereNoOtherIsFree() {
    CountDownLatch turn = new CountDownLatch(1);
    try (Workers workers = new Workers(2)) {
      Runnable waiting = workers.start(() -> await(turn));
      LongAdder done = new LongAdder();
      workers.start(() -> workers.forEach(8, task -> done.increment())).run();
      assertThat(done.sum()).isEqualTo(8);
      turn.countDown();
      waiting.run();
    }
  }

  /** The parts end only if they run at the same time. */
  @Test
  @Timeout(60)
  void anotherThreadTakesThePlaceOfOneThatIsBlocked() {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch parts = new CountDownLatch(2);
    CountDownLatch turn = new CountDownLatch(1);
    try (Workers workers = new Workers(2)) {
      Runnable split =
          workers.start(
              () -> {
                working.countDown();
                await(blocked);
                workers.forEach(
                    2,
                    part -> {
                      parts.countDown();
                      await(parts);
                    });
              });
      Runnable waiting =
          workers.start(
              () -> {
                await(working);
                block(blocked, turn);
              });
      split.run();
      turn.countDown();
      waiting.run();
    }
    assertThat(parts.getCount()).isZero();
  }

  private static void block(CountDownLatch blocked, CountDownLatch turn) {
    try {
      ForkJoinPool.managedBlock(
          new ForkJoinPool.ManagedBlocker() {
            @Override
            public boolean block() throws InterruptedException {
              blocked.countDown();
              turn.await();
              return true;
            }

            @Override
            public boolean isReleasable() {
              return turn.getCount() == 0;
            }
          });
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class DyingThread extends ForkJoinWorkerThread {

    DyingThread(ForkJoinPool pool) {
      super(pool);
    }

    @Override
    protected void onStart() {
      throw new OutOfMemoryError("full");
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
