package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.woq4j.api.Location;
import org.woq4j.core.folder.FolderLayout;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.Embeddings;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options that replace a recipe. They have a heading of their own in the help. */
final class InPlaceOfRecipe {

  private static final String MATMUL_N_BITS = "matmul-nbits";

  static final String HEADING = "Without a recipe:";

  private final CommandSpec command;
  private final CommandSpec options = CommandSpec.create();
  private final Arguments arguments = new Arguments(options);

  private final Supplier<Optional<Path>> model =
      arguments.option(
          "--model",
          "FILE",
          Path.class,
          "The float model: its file, or a folder with model.onnx or onnx/model.onnx.");

  private final Supplier<Optional<String>> output =
      arguments.option(
          "--output",
          "FILE",
          String.class,
          "File to write the quantized model to; with a slash at its end a folder, which also gets"
              + " the tokenizer and the other files of the model.");

  private final Supplier<Optional<String>> layout =
      arguments.option(
          "--layout",
          "LAYOUT",
          String.class,
          "Of a folder: plain | genai | transformers.js. Default: plain.");

  private final Supplier<Optional<String>> algorithm =
      arguments.option("--algorithm", "NAME", String.class, "Default: rtn.");

  private final Supplier<Map<String, String>> algorithmOptions =
      arguments.pairs(
          "--algorithm-option", "KEY=VALUE", "Option of the algorithm; see `woq describe rtn`.");

  private final Supplier<Optional<Integer>> bits =
      arguments.option("--bits", "N", Integer.class, "1 to 8. Default: 4.");

  private final Supplier<Optional<Integer>> groupSize =
      arguments.option(
          "--group-size",
          "N",
          Integer.class,
          "Rows of a column that share a scale; -1: all. Default: 32.");

  private final Supplier<Optional<String>> scheme =
      arguments.option("--scheme", "SCHEME", String.class, "asym | sym. Default: asym.");

  private final Supplier<Optional<String>> symRange =
      arguments.option("--sym-range", "RANGE", String.class, "full | centered. Default: full.");

  private final Supplier<Optional<String>> format =
      arguments.option("--format", "NAME", String.class, "Default: what is fast on the target.");

  private final Supplier<Optional<String>> target =
      arguments.option("--target", "NAME", String.class, "Where the model will run. Default: cpu.");

  private final Supplier<Optional<Integer>> rows =
      arguments.option(
          "--rows", "N", Integer.class, "Rows of an activation in a call to the model.");

  private final Supplier<Optional<String>> runtime =
      arguments.option(
          "--runtime",
          "VERSION",
          String.class,
          "The ONNX Runtime that will run the model, such as 1.20.");

  private final Supplier<Map<String, String>> formatOptions =
      arguments.pairs(
          "--format-option", "KEY=VALUE", "Option of the format; see `woq describe matmul-nbits`.");

  private final Supplier<Optional<String>> embeddings =
      arguments.option(
          "--embeddings",
          "BITS",
          String.class,
          "8 | 4 | off: bits of embeddings. Default: 8, or the bits of a tied head.");

  private final Supplier<Optional<Rest>> rest =
      arguments.option(
          "--rest",
          "TYPE",
          Rest.class,
          "float32 | float16 | bfloat16: type of what is not quantized. Default: float32.");

  private final Supplier<Optional<InterfaceType>> io =
      arguments.option(
          "--io",
          "TYPE",
          InterfaceType.class,
          "float32 | float16: type of inputs and outputs. Default: float32.");

  private final Supplier<Optional<String>> accuracyLevel =
      arguments.option(
          "--accuracy-level", "N", String.class, "Short for --format-option accuracy_level=.");

  private final Supplier<List<String>> exclude =
      arguments.list("--exclude", "GLOB", "Do not quantize nodes with these names.");

  private final Supplier<Optional<ExternalData>> externalData =
      arguments.option(
          "--external-data", "WHEN", ExternalData.class, "auto | always | never. Default: auto.");

  /** Adds the options to a command. */
  InPlaceOfRecipe(CommandSpec command) {
    this.command = command;
    command.addMixin(HEADING, options);
  }

  /** Whether one of these options is on the command line. */
  boolean isGiven() {
    ParseResult parsed = command.commandLine().getParseResult();
    return options.options().stream().anyMatch(parsed::hasMatchedOption);
  }

  /** The request, if the model and the output are given. */
  Optional<QuantizationRequest> request() {
    return output
        .get()
        .flatMap(
            to -> model.get().map(SourceModel::of).map(from -> request(from, target(from, to))));
  }

  private QuantizationRequest request(SourceModel from, TargetModel to) {
    Settings.Builder defaults = Settings.builder();
    algorithm().ifPresent(defaults::algorithm);
    format().ifPresent(defaults::format);
    scheme(defaults, RecipeKeys.BITS, bits);
    scheme(defaults, RecipeKeys.GROUP_SIZE, groupSize);
    scheme(defaults, RecipeKeys.SCHEME, scheme);
    scheme(defaults, RecipeKeys.SYM_RANGE, symRange);
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(from, to).defaults(defaults.build());
    rest.get().ifPresent(request::rest);
    io.get().ifPresent(request::io);
    externalData.get().ifPresent(request::externalData);
    deployment().ifPresent(request::deployment);
    embeddings
        .get()
        .map(Scalars::parse)
        .map(Embeddings.bits(RecipeKeys.EMBEDDINGS)::convert)
        .ifPresent(request::embeddings);
    exclude
        .get()
        .forEach(
            glob ->
                request.rule(
                    new WeightRule(
                        WeightMatcher.name(glob),
                        Settings.builder().skip(true).build(),
                        Optional.of(new Location("--exclude " + glob, 0, 0)))));
    return request.build();
  }

  private TargetModel target(SourceModel from, String to) {
    if (layout.get().isEmpty() && !FolderLayout.endsAsFolder(to)) {
      return TargetModel.to(Path.of(to));
    }
    String name = layout.get().orElse(FolderLayout.PLAIN.id());
    FolderLayout chosen =
        FolderLayout.of(name)
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(),
                        "--layout must be one of "
                            + String.join(", ", FolderLayout.ids())
                            + ", was '"
                            + name
                            + "'"));
    int most = bits.get().orElseGet(() -> SchemeOptions.BITS.defaultValue().orElseThrow());
    return TargetModel.in(
        Path.of(to), chosen, from.file().orElseThrow(), most, rest.get().orElse(Rest.FLOAT32));
  }

  /** An option of an algorithm without an algorithm is one of rtn. */
  private Optional<Reference> algorithm() {
    return reference(algorithm.get(), algorithmOptions.get(), Registry.ROUND_TO_NEAREST);
  }

  /** An option of a format without a format is one of matmul-nbits. */
  private Optional<Reference> format() {
    Map<String, String> texts = new LinkedHashMap<>(formatOptions.get());
    accuracyLevel.get().ifPresent(level -> texts.put("accuracy_level", level));
    return reference(format.get(), texts, MATMUL_N_BITS);
  }

  private static Optional<Reference> reference(
      Optional<String> id, Map<String, String> texts, String defaultId) {
    return id.isEmpty() && texts.isEmpty()
        ? Optional.empty()
        : Optional.of(reference(id.orElse(defaultId), texts));
  }

  private Optional<Deployment> deployment() {
    if (target.get().isEmpty() && rows.get().isEmpty() && runtime.get().isEmpty()) {
      return Optional.empty();
    }
    Reference where =
        target.get().map(id -> reference(id, Map.of())).orElse(Deployment.DEFAULT.target());
    return Optional.of(
        new Deployment(
            where, rows.get().map(OptionalInt::of).orElseGet(OptionalInt::empty), runtime.get()));
  }

  private static void scheme(
      Settings.Builder settings, String option, Supplier<? extends Optional<?>> value) {
    value.get().ifPresent(given -> settings.scheme(option, given, RequestArguments.COMMAND_LINE));
  }

  private static Reference reference(String id, Map<String, String> texts) {
    return new Reference(
        id, Scalars.parse(texts), Optional.of(RequestArguments.COMMAND_LINE), Map.of());
  }
}
