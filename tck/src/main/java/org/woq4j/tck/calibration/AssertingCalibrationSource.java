package org.woq4j.tck.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * A calibration source with every batch checked, and its use by the host with it. A broken rule is
 * an {@link AssertionError}. Safe for use by several threads.
 */
public final class AssertingCalibrationSource implements CalibrationSource {

  private final CalibrationSource source;

  /**
   * Wraps a source.
   *
   * @param source is called, and checked
   */
  public AssertingCalibrationSource(CalibrationSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public String id() {
    return source.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return source.options();
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    return new AssertingBatches(id(), inputs, source.open(inputs, options));
  }

  private static final class AssertingBatches implements Batches {

    private final String id;
    private final List<ModelInput> inputs;
    private final Batches batches;
    private long read;
    private boolean ended;
    private boolean closed;

    AssertingBatches(String id, List<ModelInput> inputs, Batches batches) {
      this.id = id;
      this.inputs = inputs;
      this.batches = batches;
    }

    @Override
    public OptionalLong count() {
      return batches.count();
    }

    @Override
    public List<NamedTensor> next() {
      assertThat(closed).as("%s: read after it was closed", id).isFalse();
      List<NamedTensor> batch = batches.next();
      if (batch.isEmpty()) {
        ended = true;
        count().ifPresent(n -> assertThat(read).as("%s: number of batches", id).isEqualTo(n));
        return batch;
      }
      String where = id + ", batch " + read;
      assertThat(ended).as("%s: a batch after the last", where).isFalse();
      BatchRules.names(where, inputs, batch);
      BatchRules.typesAndShapes(where, inputs, batch);
      read++;
      return batch;
    }

    @Override
    public Optional<String> origin() {
      return batches.origin();
    }

    @Override
    public List<String> sampleNames() {
      List<String> names = batches.sampleNames();
      assertThat(names).as("%s, batch %d: sample names", id, read).doesNotHaveDuplicates();
      return names;
    }

    @Override
    public Optional<String> remark() {
      return batches.remark();
    }

    @Override
    public void close() {
      closed = true;
      batches.close();
    }
  }
}
