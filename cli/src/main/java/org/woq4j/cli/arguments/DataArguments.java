package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.request.Reference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The data that models are compared on. */
public final class DataArguments {

  private static final String TEXT = "text";
  private static final String TOKENIZER = "tokenizer";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = {
        "Samples that the models were not calibrated on: .txt with one sample a line or",
        ".jsonl, with --tokenizer; an .npz file, or a folder of them."
      })
  private Path data = Path.of("");

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "The model's tokenizer.json, for text.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--source",
      description = "The source that reads the data. Default: text or npz, by the file's name.")
  private @Nullable String source;

  @Option(
      names = "--data-option",
      paramLabel = "KEY=VALUE",
      description = "Option of the source; see `woq describe text`.")
  private Map<String, String> options = new LinkedHashMap<>();

  /**
   * The source with its options, as a recipe would name it.
   *
   * @throws ParameterException if text is without a tokenizer
   */
  public Reference reference(CommandSpec command) {
    String id = source == null ? idByName() : source;
    if (id.equals(TEXT) && tokenizer == null && !options.containsKey(TOKENIZER)) {
      throw new ParameterException(
          command.commandLine(), "text needs --tokenizer FILE, the tokenizer.json of the model");
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(id.equals(TEXT) ? "file" : "path", data.toString());
    if (tokenizer != null) {
      all.put(TOKENIZER, tokenizer.toString());
    }
    all.putAll(Scalars.parse(options));
    return new Reference(id, all, Optional.of(RequestArguments.COMMAND_LINE), Map.of());
  }

  private String idByName() {
    String name = data.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".txt") || name.endsWith(".jsonl") ? TEXT : "npz";
  }
}
