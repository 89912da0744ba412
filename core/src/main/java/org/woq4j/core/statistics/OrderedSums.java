package org.woq4j.core.statistics;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Site;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.PlannedStatistics;

/**
 * Sums of batches that run at the same time. Batches are added in their order, so the bits do not
 * depend on which finishes first.
 */
final class OrderedSums {

  private final SiteSums sums;
  private final int sites;
  private long turn = 1;
  private long failed = Long.MAX_VALUE;
  private int delivered;

  OrderedSums(PlannedStatistics planned, LinearAlgebra algebra, Workers workers) {
    this.sums = new SiteSums(planned, algebra, workers);
    this.sites = planned.sites().all().size();
  }

  /** The sums, once all batches are added. */
  SiteSums sums() {
    return sums;
  }

  /**
   * Adds an activation of a batch once all earlier batches have added theirs.
   *
   * @param batch its number; the first is 1
   * @param original the activation in the float model
   * @throws CancellationException if an earlier batch has failed
   */
  void add(long batch, Site site, Activation activation, Activation original, AttentionMask mask) {
    awaitTurn(batch);
    sums.add(site, activation, original, mask);
    delivered++;
    if (delivered == sites) {
      delivered = 0;
      passTurn();
    }
  }

  /** The pool starts another thread meanwhile, which takes parts of the batch whose turn it is. */
  private void awaitTurn(long batch) {
    try {
      ForkJoinPool.managedBlock(new Turn(batch));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
    if (!isTurn(batch)) {
      throw new CancellationException("an earlier batch has failed");
    }
  }

  /** The wait for the turn of a batch, or for the failure of an earlier one. */
  private final class Turn implements ForkJoinPool.ManagedBlocker {

    private final long batch;

    Turn(long batch) {
      this.batch = batch;
    }

    @Override
    public boolean block() throws InterruptedException {
      synchronized (OrderedSums.this) {
        while (!isReleasable()) {
          OrderedSums.this.wait();
        }
      }
      return true;
    }

    @Override
    public boolean isReleasable() {
      synchronized (OrderedSums.this) {
        return isTurn(batch) || failed < batch;
      }
    }
  }

  private synchronized boolean isTurn(long batch) {
    return turn == batch;
  }

  private synchronized void passTurn() {
    turn++;
    notifyAll();
  }

  /** A finished batch must have added all activations, or later batches would wait forever. */
  synchronized void checkAdded(long batch) {
    if (turn <= batch) {
      throw new IllegalStateException("the runner has not given every activation");
    }
  }

  /** A batch has failed: later batches stop, earlier ones continue. */
  synchronized void fail(long batch) {
    failed = Math.min(failed, batch);
    notifyAll();
  }
}
