package org.woq4j.evaluation.models;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.files.TemporaryFolder;
import org.woq4j.core.frontier.FrontierStore;

/**
 * What the float model returned for each batch, kept in a temporary file after the model was
 * closed. Used by one thread.
 */
public final class KeptOutputs implements AutoCloseable {

  private final TemporaryFolder folder = TemporaryFolder.create();
  private final FrontierStore store = new FrontierStore(0, folder.path());
  private final List<List<FrontierStore.Key>> batches = new ArrayList<>();

  /** Keeps the outputs of the next batch. */
  public void add(List<NamedTensor> outputs) {
    List<FrontierStore.Key> keys = new ArrayList<>();
    for (NamedTensor output : outputs) {
      FrontierStore.Key key = new FrontierStore.Key(batches.size(), false, output.name());
      store.put(key, output);
      keys.add(key);
    }
    batches.add(keys);
  }

  /**
   * {@return the outputs for a batch}
   *
   * @param index of the batch, in the order in which they were added
   */
  public List<NamedTensor> of(int index) {
    return batches.get(index).stream().map(store::get).toList();
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      folder.close();
    }
  }
}
