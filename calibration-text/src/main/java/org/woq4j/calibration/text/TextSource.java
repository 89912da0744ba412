package org.woq4j.calibration.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Reads samples of text and tokenizes them with the model's own tokenizer. Provides the inputs
 * input_ids, attention_mask and token_type_ids, [batch, sequence] each, if the model has them. The
 * samples of a batch are padded to the longest one, or to the model's sequence length if that is
 * fixed. A model without attention_mask runs on one sample at a time, because it would take padding
 * for text. Samples of similar length share a batch, the longest first.
 *
 * <p>Nothing is downloaded. The tokenizer's native library is unpacked once into {@code .djl.ai} in
 * the home folder, or in the temporary folder if the home folder is not writable.
 *
 * <pre>{@code
 * calibration: {source: text, file: sentences.txt, tokenizer: tokenizer.json, samples: 256}
 * }</pre>
 */
public final class TextSource implements CalibrationSource {

  static final OptionSpec<Path> FILE =
      OptionSpec.path("file")
          .doc(
              "File with the samples, in UTF-8: .txt with one sample per line, or .jsonl with one",
              "JSON object per line. Blank samples are skipped.")
          .build();

  static final OptionSpec<Path> TOKENIZER =
      OptionSpec.path("tokenizer")
          .doc("The model's tokenizer.json, in Hugging Face's format.")
          .build();

  static final OptionSpec<String> FIELD =
      OptionSpec.text("field")
          .defaultsTo("text")
          .doc("Field of each JSON object that holds the sample (.jsonl only).")
          .build();

  static final OptionSpec<Integer> MAX_LENGTH =
      OptionSpec.integer("max_length")
          .atLeast(1)
          .defaultsTo(128)
          .doc(
              "Maximum number of tokens per sample, with special tokens; longer samples are cut",
              "off.")
          .build();

  static final OptionSpec<Integer> BATCH_SIZE =
      OptionSpec.integer("batch_size")
          .atLeast(1)
          .defaultsTo(8)
          .doc(
              "Number of samples per batch. Ignored if the model's batch dimension is fixed, or if",
              "the model has no attention_mask to mark padding (then 1).")
          .build();

  static final OptionSpec<Integer> SAMPLES =
      OptionSpec.integer("samples")
          .atLeast(-1)
          .defaultsTo(-1)
          .doc("Number of samples to use, from the beginning of the file; -1: all.")
          .build();

  /** Called by {@link java.util.ServiceLoader}. */
  public TextSource() {}

  @Override
  public String id() {
    return "text";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(FILE, TOKENIZER, FIELD, MAX_LENGTH, BATCH_SIZE, SAMPLES);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    TokenInputs wanted = new TokenInputs(inputs);
    checkFiles(options);
    SampleFile file = SampleFile.of(options.get(FILE), options.get(FIELD));
    SampleCount samples = SampleCount.of(file, options.get(SAMPLES));
    if (wanted.batch().isPresent()) {
      samples = samples.inWholeBatches(wanted.batch().getAsInt());
    }
    Tokenizer tokenizer =
        Tokenizer.read(options.get(TOKENIZER), options.get(MAX_LENGTH), wanted.sequence());
    int batchSize = wanted.batch().orElse(wanted.masksPadding() ? options.get(BATCH_SIZE) : 1);
    return new TextBatches(wanted, file, tokenizer, batchSize, samples);
  }

  private static void checkFiles(OptionValues options) {
    List<Issue> missing =
        Stream.of(FILE, TOKENIZER)
            .filter(option -> !Files.isRegularFile(options.get(option)))
            .map(option -> missing(option.name(), options.get(option)))
            .toList();
    if (!missing.isEmpty()) {
      throw new WoqException(TextError.FILE, missing);
    }
  }

  private static Issue missing(String option, Path path) {
    String what = Files.exists(path) ? "is not a file" : "does not exist";
    return Issue.of(
        option + ": " + path + " " + what,
        "paths are relative to the recipe, or without one to the current folder");
  }
}
