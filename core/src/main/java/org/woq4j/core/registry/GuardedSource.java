package org.woq4j.core.registry;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/** A calibration source with its name in the messages of failures, of its batches too. */
record GuardedSource(CalibrationSource source, Guard guard) implements CalibrationSource, Guarded {

  @Override
  public String id() {
    return guard.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return guard.call("to list its options", source::options);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    return new GuardedBatches(guard.call("to open", () -> source.open(inputs, options)), guard);
  }

  @Override
  public String toString() {
    return guard.name();
  }

  /** Used by one thread, as batches are. */
  private static final class GuardedBatches implements Batches {

    private final Batches batches;
    private final Guard guard;
    private long asked;

    GuardedBatches(Batches batches, Guard guard) {
      this.batches = batches;
      this.guard = guard;
    }

    @Override
    public OptionalLong count() {
      return guard.call("to count its batches", batches::count);
    }

    @Override
    public List<NamedTensor> next() {
      asked++;
      return guard.call("at batch " + asked, batches::next);
    }

    @Override
    public Optional<String> origin() {
      return guard.call("to name the origin of batch " + asked, batches::origin);
    }

    @Override
    public List<String> sampleNames() {
      return guard.call("to name the samples of batch " + asked, batches::sampleNames);
    }

    @Override
    public Optional<String> remark() {
      return guard.call("to remark on its data", batches::remark);
    }

    @Override
    public void close() {
      guard.run("to close", batches::close);
    }
  }
}
