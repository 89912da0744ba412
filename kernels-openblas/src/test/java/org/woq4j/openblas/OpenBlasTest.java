package org.woq4j.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.tck.math.LinearAlgebraContract;

class OpenBlasTest extends LinearAlgebraContract {

  private static final LinearAlgebra ALGEBRA = new OpenBlas();

  @Override
  protected LinearAlgebra linearAlgebra() {
    return ALGEBRA;
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(LinearAlgebra.class).stream().map(ServiceLoader.Provider::type))
        .containsExactly(OpenBlas.class);
  }

  @Test
  void bitsDoNotDependOnTheProcessesSettingWhichIsLeftAsFound() {
    int atFirst = ThreadSetting.SHARED.set(1);
    try {
      long[][] onOne = everything();
      for (int threads : new int[] {2, 4}) {
        ThreadSetting.SHARED.set(threads);

        assertThat(everything()).isDeepEqualTo(onOne);

        assertThat(ThreadSetting.SHARED.set(threads)).isEqualTo(threads);
      }
    } finally {
      ThreadSetting.SHARED.set(atFirst);
    }
  }

  @Test
  void settingIsOneUntilTheLastCallerHasLeft() throws InterruptedException {
    int atFirst = ThreadSetting.SHARED.set(3);
    CountDownLatch otherIsIn = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                ThreadSetting.SHARED.onOneThread(
                    () -> {
                      otherIsIn.countDown();
                      await(mayLeave);
                    }));
    try {
      ThreadSetting.SHARED.onOneThread(
          () -> {
            other.start();
            await(otherIsIn);
          });

      assertThat(ThreadSetting.SHARED.set(1)).as("while the other is at work").isOne();
      mayLeave.countDown();
      other.join();
      assertThat(ThreadSetting.SHARED.set(3)).as("when it has left").isEqualTo(3);
    } finally {
      ThreadSetting.SHARED.set(atFirst);
    }
  }

  @Test
  void settingThatSomebodyChangedMeanwhileStays() {
    int atFirst = ThreadSetting.SHARED.set(3);
    try {
      ThreadSetting.SHARED.onOneThread(() -> ThreadSetting.SHARED.set(2));

      assertThat(ThreadSetting.SHARED.set(3)).isEqualTo(2);
    } finally {
      ThreadSetting.SHARED.set(atFirst);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
