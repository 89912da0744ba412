package org.woq4j.core.run;

import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.WeightGroup;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.Registry;

/** What one algorithm is offered for one group. */
record GroupContext(
    QuantScheme scheme,
    OptionValues options,
    boolean mayScaleInput,
    LinearAlgebra linearAlgebra,
    Workers workers,
    Cancellation cancellation,
    DoubleConsumer listener,
    Registry registry)
    implements AlgorithmContext {

  @Override
  public void forEach(int tasks, IntConsumer task) {
    workers.forEach(
        tasks,
        index -> {
          cancellation.check();
          task.accept(index);
        });
  }

  @Override
  public void checkCancelled() {
    cancellation.check();
  }

  @Override
  public void progress(double done) {
    listener.accept(done);
  }

  @Override
  public Set<Statistic> needs(AlgorithmReference reference) {
    AlgorithmChoice choice = AlgorithmChoice.of(reference, registry);
    return choice.algorithm().needs(choice.options());
  }

  @Override
  public QuantizedGroup delegate(AlgorithmReference reference, WeightGroup group) {
    AlgorithmChoice choice = AlgorithmChoice.of(reference, registry);
    // The delegate's progress is a part of its caller's, which alone knows how large a part.
    GroupContext context =
        new GroupContext(
            scheme,
            choice.options(),
            mayScaleInput,
            linearAlgebra,
            workers,
            cancellation,
            done -> {},
            registry);
    QuantizedGroup result = choice.algorithm().quantize(group, context);
    ResultValidator.check(choice.algorithm(), group, scheme, result);
    return result;
  }
}
