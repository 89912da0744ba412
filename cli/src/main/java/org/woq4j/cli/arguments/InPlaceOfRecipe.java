package org.woq4j.cli.arguments;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
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
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options that replace a recipe. */
final class InPlaceOfRecipe {

  private static final String MATMUL_N_BITS = "matmul-nbits";

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The float model: its file, or a folder with model.onnx or onnx/model.onnx.")
  @Nullable Path model;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = {
        "File to write the quantized model to; with a slash at its end a folder,",
        "which also gets the tokenizer and the other files of the model."
      })
  @Nullable String output;

  @Option(
      names = "--layout",
      description = "Of a folder: plain | genai | transformers.js. Default: plain.")
  @Nullable String layout;

  @Option(names = "--algorithm", description = "Default: rtn.")
  @Nullable String algorithm;

  @Option(
      names = "--algorithm-option",
      paramLabel = "KEY=VALUE",
      description = "Option of the algorithm; see `woq describe rtn`.")
  Map<String, String> algorithmOptions = new LinkedHashMap<>();

  @Option(names = "--bits", description = "1 to 8. Default: 4.")
  @Nullable Integer bits;

  @Option(
      names = "--group-size",
      description = "Rows of a column that share a scale; -1: all. Default: 32.")
  @Nullable Integer groupSize;

  @Option(names = "--scheme", description = "asym | sym. Default: asym.")
  @Nullable String scheme;

  @Option(names = "--sym-range", description = "full | centered. Default: full.")
  @Nullable String symRange;

  @Option(names = "--format", description = "Default: what is fast on the target.")
  @Nullable String format;

  @Option(names = "--target", description = "Where the model will run. Default: cpu.")
  @Nullable String target;

  @Option(names = "--rows", description = "Rows of an activation in a call to the model.")
  @Nullable Integer rows;

  @Option(
      names = "--runtime",
      paramLabel = "VERSION",
      description = "The ONNX Runtime that will run the model, such as 1.20.")
  @Nullable String runtime;

  @Option(
      names = "--format-option",
      paramLabel = "KEY=VALUE",
      description = "Option of the format; see `woq describe matmul-nbits`.")
  Map<String, String> formatOptions = new LinkedHashMap<>();

  @Option(
      names = "--embeddings",
      paramLabel = "BITS",
      description = "8 | 4 | off: bits of embeddings. Default: 8, or the bits of a tied head.")
  @Nullable String embeddings;

  @Option(
      names = "--rest",
      description =
          "float32 | float16 | bfloat16: type of what is not quantized. Default: float32.")
  Rest rest = Rest.FLOAT32;

  @Option(
      names = "--io",
      description = "float32 | float16: type of inputs and outputs. Default: float32.")
  InterfaceType io = InterfaceType.FLOAT32;

  @Option(names = "--accuracy-level", description = "Short for --format-option accuracy_level=.")
  @Nullable String accuracyLevel;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Do not quantize nodes with these names.")
  List<String> exclude = new ArrayList<>();

  @Option(names = "--external-data", description = "auto | always | never. Default: auto.")
  ExternalData externalData = ExternalData.AUTO;

  /** Whether one of these options was given. */
  static boolean isGiven(ParseResult parsed) {
    return parsed.matchedOptions().stream().anyMatch(InPlaceOfRecipe::has);
  }

  /** Whether an option of a command is one of these. */
  static boolean has(OptionSpec option) {
    return option.userObject() instanceof Field field
        && field.getDeclaringClass().equals(InPlaceOfRecipe.class);
  }

  QuantizationRequest request(SourceModel from, TargetModel to) {
    Settings.Builder defaults = Settings.builder();
    algorithm().ifPresent(defaults::algorithm);
    format().ifPresent(defaults::format);
    scheme(defaults, RecipeKeys.BITS, bits);
    scheme(defaults, RecipeKeys.GROUP_SIZE, groupSize);
    scheme(defaults, RecipeKeys.SCHEME, scheme);
    scheme(defaults, RecipeKeys.SYM_RANGE, symRange);
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(from, to)
            .defaults(defaults.build())
            .rest(rest)
            .io(io)
            .externalData(externalData);
    deployment().ifPresent(request::deployment);
    if (embeddings != null) {
      request.embeddings(Embeddings.bits(RecipeKeys.EMBEDDINGS).convert(Scalars.parse(embeddings)));
    }
    exclude.forEach(
        glob ->
            request.rule(
                new WeightRule(
                    WeightMatcher.name(glob),
                    Settings.builder().skip(true).build(),
                    Optional.of(new Location("--exclude " + glob, 0, 0)))));
    return request.build();
  }

  TargetModel target(SourceModel from, String to, CommandSpec command) {
    if (layout == null && !FolderLayout.endsAsFolder(to)) {
      return TargetModel.to(Path.of(to));
    }
    FolderLayout chosen =
        FolderLayout.of(layout == null ? FolderLayout.PLAIN.id() : layout)
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(),
                        "--layout must be one of "
                            + String.join(", ", FolderLayout.ids())
                            + ", was '"
                            + layout
                            + "'"));
    int most = bits == null ? SchemeOptions.BITS.defaultValue().orElseThrow() : bits;
    return TargetModel.in(Path.of(to), chosen, from.file().orElseThrow(), most, rest);
  }

  /** An option of an algorithm without an algorithm is one of rtn. */
  private Optional<Reference> algorithm() {
    return algorithm == null && algorithmOptions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            reference(algorithm == null ? Registry.ROUND_TO_NEAREST : algorithm, algorithmOptions));
  }

  /** An option of a format without a format is one of matmul-nbits. */
  private Optional<Reference> format() {
    Map<String, String> options = formatOptions();
    return format == null && options.isEmpty()
        ? Optional.empty()
        : Optional.of(reference(format == null ? MATMUL_N_BITS : format, options));
  }

  private Optional<Deployment> deployment() {
    if (target == null && rows == null && runtime == null) {
      return Optional.empty();
    }
    Reference where = target == null ? Deployment.DEFAULT.target() : reference(target, Map.of());
    return Optional.of(
        new Deployment(
            where,
            rows == null ? OptionalInt.empty() : OptionalInt.of(rows),
            Optional.ofNullable(runtime)));
  }

  private Map<String, String> formatOptions() {
    Map<String, String> options = new LinkedHashMap<>(formatOptions);
    if (accuracyLevel != null) {
      options.put("accuracy_level", accuracyLevel);
    }
    return options;
  }

  private static void scheme(Settings.Builder settings, String option, @Nullable Object value) {
    if (value != null) {
      settings.scheme(option, value, RequestArguments.COMMAND_LINE);
    }
  }

  private static Reference reference(String id, Map<String, String> texts) {
    return new Reference(
        id, Scalars.parse(texts), Optional.of(RequestArguments.COMMAND_LINE), Map.of());
  }
}
