package org.woq4j.tck.algorithm;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.WeightView;

/**
 * Makes calls overlap: the first read of each call waits for those of the others, a tenth of a
 * second at most, so that an implementation that takes one call at a time is only slowed down.
 */
final class Rendezvous {

  private final CyclicBarrier barrier;

  Rendezvous(int calls) {
    this.barrier = new CyclicBarrier(calls);
  }

  /** The group of one call. */
  WeightGroup meeting(WeightGroup group) {
    AtomicBoolean arrived = new AtomicBoolean();
    List<WeightView> weights =
        group.weights().stream()
            .map(weight -> (WeightView) new Meeting(weight, this, arrived))
            .toList();
    return new WeightGroup(group.site(), weights, group.statistics());
  }

  private void await() {
    try {
      barrier.await(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | BrokenBarrierException notMet) {
      // The other call waits for this one to end.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Meeting(WeightView weight, Rendezvous rendezvous, AtomicBoolean arrived)
      implements WeightView {

    @Override
    public String name() {
      return weight.name();
    }

    @Override
    public int inputFeatures() {
      return weight.inputFeatures();
    }

    @Override
    public int outputFeatures() {
      return weight.outputFeatures();
    }

    @Override
    public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
      if (!arrived.getAndSet(true)) {
        rendezvous.await();
      }
      weight.read(fromRow, toRow, fromColumn, toColumn, destination);
    }
  }
}
