package org.woq4j.calibration.text;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;

/** One pass over the samples of a file. */
final class TextBatches implements Batches {

  private final TokenInputs inputs;
  private final SampleFile file;
  private final Tokenizer tokenizer;
  private final int batchSize;
  private final SampleCount samples;
  private @Nullable SampleReader reader;
  private int read;
  private int cut;
  private Optional<String> origin = Optional.empty();

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
    List<Encoding> encodings = tokenizer.encode(batch);
    cut += (int) encodings.stream().filter(Encoding::exceedMaxLength).count();
    return inputs.tensors(encodings);
  }

  private String lines(List<Sample> batch) {
    int first = batch.get(0).line();
    int last = batch.get(batch.size() - 1).line();
    return file.path().getFileName()
        + (first == last ? ", line " + first : ", lines " + first + " to " + last);
  }

  private List<Sample> nextSamples() {
    SampleReader opened = reader == null ? file.open() : reader;
    reader = opened;
    List<Sample> batch = new ArrayList<>();
    while (batch.size() < batchSize && read < samples.used()) {
      batch.add(opened.next().orElseThrow(TextBatches::changed));
      read++;
    }
    return batch;
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
