package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.core.request.Reference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The data that models are compared on. */
public final class DataArguments {

  private static final String TEXT = "text";
  private static final String TOKENIZER = "tokenizer";

  private final CommandSpec command;
  private final Supplier<Path> data;
  private final Supplier<Optional<Path>> tokenizer;
  private final Supplier<Optional<String>> source;
  private final Supplier<Map<String, String>> options;

  /** Adds the arguments to a command. */
  public DataArguments(CommandSpec command) {
    this.command = command;
    Arguments arguments = new Arguments(command);
    this.data =
        arguments.requiredOption(
            "--data",
            "FILE",
            Path.class,
            "Samples that the models were not calibrated on: .txt with one sample a line or"
                + " .jsonl, with --tokenizer; an .npz file, or a folder of them.");
    this.tokenizer =
        arguments.option(
            "--tokenizer", "FILE", Path.class, "The model's tokenizer.json, for text.");
    this.source =
        arguments.option(
            "--source",
            "NAME",
            String.class,
            "The source that reads the data. Default: text or npz, by the file's name.");
    this.options =
        arguments.pairs(
            "--data-option", "KEY=VALUE", "Option of the source; see `woq describe text`.");
  }

  /**
   * The source with its options, as a recipe would name it.
   *
   * @throws ParameterException if text is without a tokenizer
   */
  public Reference reference() {
    String id = source.get().orElseGet(this::idByName);
    if (id.equals(TEXT) && tokenizer.get().isEmpty() && !options.get().containsKey(TOKENIZER)) {
      throw new ParameterException(
          command.commandLine(), "text needs --tokenizer FILE, the tokenizer.json of the model");
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(id.equals(TEXT) ? "file" : "path", data.get().toString());
    tokenizer.get().ifPresent(file -> all.put(TOKENIZER, file.toString()));
    all.putAll(Scalars.parse(options.get()));
    return new Reference(id, all, Optional.of(RequestArguments.COMMAND_LINE), Map.of());
  }

  private String idByName() {
    String name = data.get().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".txt") || name.endsWith(".jsonl") ? TEXT : "npz";
  }
}
