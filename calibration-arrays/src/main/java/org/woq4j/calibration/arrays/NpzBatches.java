package org.woq4j.calibration.arrays;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;

/** One pass over files of arrays. No file stays open between batches. */
final class NpzBatches implements Batches {

  private final int count;
  private final Iterator<NpzFile> files;
  private Optional<String> origin = Optional.empty();

  NpzBatches(List<NpzFile> files) {
    this.count = files.size();
    this.files = files.iterator();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public List<NamedTensor> next() {
    if (!files.hasNext()) {
      return List.of();
    }
    NpzFile file = files.next();
    origin = Optional.of(file.path().getFileName().toString());
    return file.tensors();
  }

  @Override
  public Optional<String> origin() {
    return origin;
  }

  @Override
  public void close() {
    // Each file is closed right after reading.
  }
}
