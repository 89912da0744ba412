package org.woq4j.evaluation.models;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.frontier.FrontierStore;
import org.woq4j.core.model.Inference.LoadedModel;
import org.woq4j.evaluation.data.NamedBatch;

/** What the float model returns for each batch. Used by one thread. */
public interface ReferenceOutputs extends AutoCloseable {

  /**
   * The outputs for a batch.
   *
   * @param index of the batch in the data
   */
  List<NamedTensor> of(int index, NamedBatch batch);

  @Override
  void close();

  /**
   * Outputs of a model that stays loaded.
   *
   * @param model is closed with it
   * @param runs how batches are run
   */
  record Live(LoadedModel model, BatchRuns runs) implements ReferenceOutputs {

    @Override
    public List<NamedTensor> of(int index, NamedBatch batch) {
      return runs.ofReference(model, batch);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Outputs that were kept before the model was closed. */
  final class Kept implements ReferenceOutputs {

    private final FrontierStore store;
    private final List<List<FrontierStore.Key>> batches = new ArrayList<>();

    /**
     * No outputs yet.
     *
     * @param store is closed with this object
     */
    public Kept(FrontierStore store) {
      this.store = store;
    }

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

    @Override
    public List<NamedTensor> of(int index, NamedBatch batch) {
      return batches.get(index).stream().map(store::get).toList();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
