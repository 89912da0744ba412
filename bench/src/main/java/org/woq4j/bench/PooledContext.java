package org.woq4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/** A context that only spreads tasks over the threads of a pool. */
record PooledContext(
    QuantScheme scheme,
    OptionValues options,
    LinearAlgebra linearAlgebra,
    ExecutorService pool,
    int threads)
    implements AlgorithmContext {

  private static final RoundToNearest ROUNDING = new RoundToNearest();

  @Override
  public void forEach(int tasks, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      workers.add(
          pool.submit(
              () -> {
                for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                  task.accept(i);
                }
              }));
    }
    for (Future<?> worker : workers) {
      await(worker);
    }
  }

  private static void await(Future<?> worker) {
    try {
      worker.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public boolean mayScaleInput() {
    return true;
  }

  @Override
  public void checkCancelled() {}

  @Override
  public void progress(double done) {}

  @Override
  public Set<Statistic> needs(AlgorithmReference algorithm) {
    return ROUNDING.needs(roundingOptions(algorithm));
  }

  /** Delegates to rounding to nearest, whichever algorithm is named. */
  @Override
  public QuantizedGroup delegate(AlgorithmReference algorithm, WeightGroup group) {
    return ROUNDING.quantize(
        group, new PooledContext(scheme, roundingOptions(algorithm), linearAlgebra, pool, threads));
  }

  private static OptionValues roundingOptions(AlgorithmReference algorithm) {
    return OptionValues.of(ROUNDING.options(), algorithm.options().given());
  }
}
