package org.woq4j.calibration.text;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;

/**
 * One pass over the samples of a file. Samples of about one length share a batch, since the model
 * computes padding like text: unsorted sentences make a batch half as long again.
 */
final class TextBatches implements Batches {

  /** Batches whose samples are read ahead and sorted by length. */
  private static final int BATCHES_AHEAD = 64;

  /** Most lines of a batch that its name lists. */
  private static final int NAMED = 8;

  private final TokenInputs inputs;
  private final SampleFile file;
  private final Tokenizer tokenizer;
  private final int batchSize;
  private final SampleCount samples;
  private final Queue<Sample> ahead = new ArrayDeque<>();
  private @Nullable SampleReader reader;
  private int read;
  private int cut;
  private Optional<String> origin = Optional.empty();
  private List<String> names = List.of();

  /** Takes ownership of the tokenizer and closes it. */
  TextBatches(
      TokenInputs inputs,
      SampleFile file,
      Tokenizer tokenizer,
      int batchSize,
      SampleCount samples) {
    this.inputs = inputs;
    this.file = file;
    this.tokenizer = tokenizer;
    this.batchSize = batchSize;
    this.samples = samples;
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of((samples.used() + batchSize - 1L) / batchSize);
  }

  @Override
  public List<NamedTensor> next() {
    List<Sample> batch = nextSamples();
    if (batch.isEmpty()) {
      return List.of();
    }
    origin = Optional.of(lines(batch));
    names = batch.stream().map(sample -> "line " + sample.line()).toList();
    List<Encoding> encodings = tokenizer.encode(batch);
    cut += (int) encodings.stream().filter(Encoding::exceedMaxLength).count();
    return inputs.tensors(encodings);
  }

  private String lines(List<Sample> batch) {
    String named =
        batch.stream()
            .mapToInt(Sample::line)
            .sorted()
            .limit(NAMED)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    String more = batch.size() > NAMED ? " and " + (batch.size() - NAMED) + " more" : "";
    return file.path().getFileName() + (batch.size() == 1 ? ", line " : ", lines ") + named + more;
  }

  private List<Sample> nextSamples() {
    if (ahead.isEmpty()) {
      ahead.addAll(nextByLength());
    }
    List<Sample> batch = new ArrayList<>();
    while (batch.size() < batchSize && !ahead.isEmpty()) {
      batch.add(ahead.remove());
    }
    return batch;
  }

  /** The longest come first, so that memory that does not suffice is noticed early. */
  private List<Sample> nextByLength() {
    SampleReader opened = reader == null ? file.open() : reader;
    reader = opened;
    long most = Math.min(samples.used() - read, (long) BATCHES_AHEAD * batchSize);
    List<Sample> next = new ArrayList<>();
    while (next.size() < most) {
      next.add(opened.next().orElseThrow(TextBatches::changed));
    }
    read += next.size();
    next.sort(Comparator.comparingInt((Sample sample) -> sample.text().length()).reversed());
    return next;
  }

  private static RuntimeException changed() {
    return TextError.FILE.because(
        "the sample file became shorter while it was read",
        "do not change it during a run; run again");
  }

  @Override
  public Optional<String> origin() {
    return origin;
  }

  @Override
  public List<String> sampleNames() {
    return names;
  }

  @Override
  public Optional<String> remark() {
    List<String> remarks = new ArrayList<>(samples.remarks());
    if (cut > 0) {
      remarks.add(cut + " of " + read + " samples are longer than max_length and were cut off");
    }
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
  }

  @Override
  public void close() {
    tokenizer.close();
    if (reader != null) {
      reader.close();
    }
  }
}
