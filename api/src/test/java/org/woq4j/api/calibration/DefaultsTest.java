package org.woq4j.api.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.woq4j.api.option.OptionValues;

/** The defaults of a source and of its batches. */
class DefaultsTest {

  private static final class NoData implements CalibrationSource, Batches {

    @Override
    public String id() {
      return "no-data";
    }

    @Override
    public Batches open(List<ModelInput> inputs, OptionValues options) {
      return this;
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(0);
    }

    @Override
    public List<NamedTensor> next() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void aSourceHasNoOptions() {
    assertThat(new NoData().options()).isEmpty();
  }

  @Test
  void batchesHaveNoOriginAndNoRemark() {
    try (Batches batches = new NoData().open(List.of(), OptionValues.none())) {
      assertThat(batches.origin()).isEmpty();
      assertThat(batches.remark()).isEmpty();
    }
  }
}
