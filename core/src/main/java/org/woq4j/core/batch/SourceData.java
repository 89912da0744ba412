package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.registry.SourceChoice;

/**
 * Opened calibration data, without the samples that are held out for verification. Used by one
 * thread.
 */
public final class SourceData implements AutoCloseable {

  /** Held-out samples take at most these bytes together, or are a single one. */
  private static final long MOST_BYTES = 16 << 20;

  private final CalibrationSource source;
  private final Batches batches;
  private final BatchFitter fitter;
  private final HeldOutSamples heldOut;
  private Optional<String> origin = Optional.empty();
  private long read;
  private long used;

  private SourceData(
      SourceChoice choice, List<ModelInput> inputs, Consumer<List<NamedTensor>> receiver) {
    this.source = choice.source();
    this.fitter = new BatchFitter(inputs, source.id());
    this.heldOut = new HeldOutSamples(inputs, receiver);
    this.batches = source.open(inputs, choice.options());
  }

  /** Opens a source, to calibrate a model with these inputs. */
  public static SourceData open(SourceChoice choice, List<ModelInput> inputs) {
    return new SourceData(choice, inputs, sample -> {});
  }

  /**
   * The samples of a source that are held out of calibration: a tensor for each input of the model
   * each. They are the same at each call.
   *
   * @throws WoqException if the data cannot be read or does not fit the model
   */
  public static List<List<NamedTensor>> heldOut(SourceChoice choice, List<ModelInput> inputs) {
    List<List<NamedTensor>> samples = new ArrayList<>();
    long bytes = 0;
    int counted = 0;
    try (SourceData data = new SourceData(choice, inputs, samples::add)) {
      while (samples.size() < HeldOutSamples.MOST && !data.next().isEmpty()) {
        for (; counted < samples.size(); counted++) {
          bytes += samples.get(counted).stream().mapToLong(each -> each.data().remaining()).sum();
          if (counted > 0 && bytes > MOST_BYTES) {
            return samples.subList(0, counted);
          }
        }
      }
    }
    return samples;
  }

  /** How many batches there are; empty if the source does not know. Call it after a batch. */
  public OptionalLong count() {
    OptionalLong count = batches.count();
    return count.isPresent() ? OptionalLong.of(heldOut.left(count.getAsLong())) : count;
  }

  /**
   * The next batch: a tensor for each input of the model; empty after the last.
   *
   * @throws WoqException if it does not fit the model
   */
  public List<NamedTensor> next() {
    List<NamedTensor> batch = batches.next();
    while (!batch.isEmpty()) {
      read++;
      origin = batches.origin();
      List<NamedTensor> rest = heldOut.without(fit(batch));
      if (!rest.isEmpty()) {
        used++;
        return rest;
      }
      batch = batches.next();
    }
    return List.of();
  }

  private List<NamedTensor> fit(List<NamedTensor> batch) {
    try {
      return fitter.fit(batch);
    } catch (WoqException wrong) {
      WoqException named = wrong.about(lastBatch());
      throw isOfPlugin() ? new WoqException(CoreError.PLUGIN_FAILED, named.issues(), wrong) : named;
    }
  }

  /**
   * The last batch as errors name it, such as {@code batch 3 (c.npz)}, with the source if a plugin
   * provides it.
   */
  public String lastBatch() {
    String place = origin.map(known -> " (" + known + ")").orElse("");
    return "batch " + read + place + (isOfPlugin() ? " of " + source : "");
  }

  private boolean isOfPlugin() {
    return Registry.plugin(source).isPresent();
  }

  /**
   * Call it after the last batch.
   *
   * @throws WoqException if there was none
   */
  public void checkNotEmpty() {
    if (read == 0) {
      throw CoreError.BAD_CALIBRATION.because(
          "the calibration source '" + source.id() + "' has no data",
          "give it at least one sample");
    }
  }

  /** Batches that were returned. */
  public long used() {
    return used;
  }

  public Optional<String> remark() {
    return batches.remark();
  }

  @Override
  public void close() {
    batches.close();
  }
}
