package org.woq4j.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/** Batches in a list. */
public final class HeapSource implements CalibrationSource {

  public static final OptionSpec<Path> FILE =
      OptionSpec.path("file").defaultsTo(Path.of("none")).doc("Is not read.").build();

  static final OptionSpec<Integer> SAMPLES =
      OptionSpec.integer("samples").atLeast(-1).defaultsTo(-1).doc("Does nothing.").build();

  private final List<List<NamedTensor>> batches = new ArrayList<>();

  /** The origin of each batch. */
  public Optional<String> origin = Optional.empty();

  /** The remark on the data. */
  public Optional<String> remark = Optional.empty();

  /** How often it was opened. */
  public int opened;

  /** How often it was closed. */
  public int closed;

  /** Adds a batch. */
  public HeapSource batch(NamedTensor... tensors) {
    batches.add(List.of(tensors));
    return this;
  }

  @Override
  public String id() {
    return "heap";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(FILE, SAMPLES);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    opened++;
    Iterator<List<NamedTensor>> next = batches.iterator();
    return new Batches() {
      @Override
      public OptionalLong count() {
        return OptionalLong.of(batches.size());
      }

      @Override
      public List<NamedTensor> next() {
        return next.hasNext() ? next.next() : List.of();
      }

      @Override
      public Optional<String> origin() {
        return origin;
      }

      @Override
      public Optional<String> remark() {
        return remark;
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }
}
