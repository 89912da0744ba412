package org.woq4j.evaluation.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.core.batch.BatchFitter;
import org.woq4j.core.batch.Samples;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.evaluation.error.EvaluationError;

/**
 * One pass over the data of a comparison. Samples that a candidate was calibrated on are left out.
 * Each pass gives the same batches. Used by one thread.
 */
public final class EvaluationData implements AutoCloseable {

  /**
   * Where samples come from.
   *
   * @param choice the calibration source with its options
   * @param most the most samples to take; empty for all
   * @param leftOut samples to leave out
   */
  public record Source(SourceChoice choice, OptionalInt most, SampleKeys leftOut) {}

  private final Source source;
  private final Batches batches;
  private final BatchFitter fitter;
  private final Samples division;
  private int read;
  private int used;
  private int leftOut;

  private EvaluationData(Source source, List<ModelInput> inputs) {
    this.source = source;
    this.fitter = new BatchFitter(inputs, source.choice().source().id());
    this.division = new Samples(inputs);
    this.batches = source.choice().source().open(inputs, source.choice().options());
  }

  /**
   * {@return the data, before its first batch}
   *
   * @param inputs the inputs of the models
   * @throws WoqException if the data cannot be read
   */
  public static EvaluationData open(Source source, List<ModelInput> inputs) {
    return new EvaluationData(source, inputs);
  }

  /**
   * {@return the first batches of the data}
   *
   * @param inputs the inputs of the models
   * @param most the most batches to read
   */
  public static List<NamedBatch> first(Source source, List<ModelInput> inputs, int most) {
    List<NamedBatch> batches = new ArrayList<>();
    try (EvaluationData data = open(source, inputs)) {
      while (batches.size() < most) {
        Optional<NamedBatch> next = data.next();
        if (next.isEmpty()) {
          break;
        }
        batches.add(next.get());
      }
      data.checkNotEmpty();
    }
    return batches;
  }

  /**
   * {@return the next batch; empty after the last}
   *
   * @throws WoqException if it does not fit the models
   */
  public Optional<NamedBatch> next() {
    while (used < source.most().orElse(Integer.MAX_VALUE)) {
      List<NamedTensor> tensors = batches.next();
      if (tensors.isEmpty()) {
        return Optional.empty();
      }
      Optional<NamedBatch> left = withoutLeftOut(named(tensors));
      if (left.isPresent()) {
        used += left.get().size();
        return left;
      }
    }
    return Optional.empty();
  }

  private NamedBatch named(List<NamedTensor> tensors) {
    try {
      List<NamedTensor> inputs =
          fitter.fit(tensors.stream().filter(tensor -> !isLabels(tensor)).toList());
      int count = division.count(inputs);
      Optional<NamedTensor> labels = tensors.stream().filter(EvaluationData::isLabels).findFirst();
      labels.ifPresent(each -> check(each, count));
      NamedBatch batch = new NamedBatch(inputs, labels, names(count));
      read += count;
      return batch;
    } catch (WoqException wrong) {
      throw wrong.about("the batch after " + read + " samples" + origin(" (%s)"));
    }
  }

  private static boolean isLabels(NamedTensor tensor) {
    return tensor.name().equals(MeasuredModel.LABELS);
  }

  private static void check(NamedTensor labels, int count) {
    long[] shape = labels.shape();
    if (shape.length == 0 || shape[0] != count) {
      throw EvaluationError.DATA.because(
          "the array "
              + MeasuredModel.LABELS
              + " has not one entry for each of "
              + count
              + " samples",
          "save one label for each sample of the batch, in the same order");
    }
  }

  private List<String> names(int count) {
    List<String> given = batches.sampleNames();
    if (given.size() == count) {
      return given;
    }
    String place = origin(", %s");
    return IntStream.range(0, count).mapToObj(i -> "sample " + (read + i + 1) + place).toList();
  }

  private String origin(String form) {
    return batches.origin().map(form::formatted).orElse("");
  }

  private Optional<NamedBatch> withoutLeftOut(NamedBatch batch) {
    BitSet known = source.leftOut().in(batch.inputs(), batch.size());
    List<Integer> left = new ArrayList<>();
    int room = source.most().orElse(Integer.MAX_VALUE) - used;
    for (int sample = 0; sample < batch.size() && left.size() < room; sample++) {
      if (known.get(sample)) {
        leftOut++;
      } else {
        left.add(sample);
      }
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(batch.select(left));
  }

  /** {@return the number of samples that were returned} */
  public int used() {
    return used;
  }

  /** {@return the number of samples that were left out} */
  public int leftOut() {
    return leftOut;
  }

  /** {@return what the source says about the data} Call it after the last batch. */
  public List<String> remarks() {
    return batches.remark().stream().toList();
  }

  /**
   * Call it after the last batch.
   *
   * @throws WoqException if no sample was returned
   */
  public void checkNotEmpty() {
    if (used == 0) {
      throw new WoqException(
          EvaluationError.DATA,
          List.of(
              Issue.of(
                  leftOut == 0
                      ? "the source '" + source.choice().source().id() + "' has no data"
                      : "all " + leftOut + " samples are samples of the calibration",
                  "give it samples that the model was not calibrated on")));
    }
  }

  @Override
  public void close() {
    batches.close();
  }
}
