package org.woq4j.onnx.data;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/** Reads data sets one after another. No file stays open. */
final class DataSetBatches implements Batches {

  private final int count;
  private final Iterator<DataSet> sets;
  private final List<ModelInput> inputs;
  private Optional<String> origin = Optional.empty();

  DataSetBatches(List<DataSet> sets, List<ModelInput> inputs) {
    this.count = sets.size();
    this.sets = sets.iterator();
    this.inputs = inputs;
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public List<NamedTensor> next() {
    if (!sets.hasNext()) {
      return List.of();
    }
    DataSet set = sets.next();
    origin = Optional.of(set.name());
    return set.tensors(inputs);
  }

  @Override
  public Optional<String> origin() {
    return origin;
  }

  @Override
  public void close() {
    // Each file is closed as soon as it is read.
  }
}
