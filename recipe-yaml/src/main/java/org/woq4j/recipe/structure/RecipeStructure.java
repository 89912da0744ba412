package org.woq4j.recipe.structure;

import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Embeddings;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.SchemeOptions;

/** The keys of each part of a recipe, shared by the reader and the JSON Schema. */
public final class RecipeStructure {

  /** Bits of embeddings, as the value of their key. */
  public static final OptionSpec<Integer> EMBEDDINGS = Embeddings.bits(RecipeKeys.EMBEDDINGS);

  /** Bits of embeddings, as a key below theirs. */
  public static final OptionSpec<Integer> EMBEDDING_BITS = Embeddings.bits(RecipeKeys.BITS);

  /** The type of what stays float. */
  public static final OptionSpec<Rest> REST =
      OptionSpec.choice(RecipeKeys.REST, Rest.class)
          .defaultsTo(Rest.FLOAT32)
          .doc(
              "Type of the constants and values that are float32 and not quantized.",
              "float16: half precision, apart from what it cannot hold; bfloat16: for GPUs only.")
          .build();

  /** The type of inputs and outputs. */
  public static final OptionSpec<InterfaceType> IO =
      OptionSpec.choice(RecipeKeys.IO, InterfaceType.class)
          .defaultsTo(InterfaceType.FLOAT32)
          .doc(
              "Type of the inputs and outputs that are float32 in the float model.",
              "float16: half precision; needs a rest in float16.")
          .build();

  /** Where tensors are stored. */
  public static final OptionSpec<ExternalData> EXTERNAL_DATA =
      OptionSpec.choice(RecipeKeys.EXTERNAL_DATA, ExternalData.class)
          .defaultsTo(ExternalData.AUTO)
          .doc("Whether to store tensors in a file next to the model; auto: only above 2 GB.")
          .build();

  /** The linear algebra for matrix products. */
  public static final OptionSpec<LinearAlgebraChoice> LINEAR_ALGEBRA =
      OptionSpec.choice(RecipeKeys.LINEAR_ALGEBRA, LinearAlgebraChoice.class)
          .defaultsTo(LinearAlgebraChoice.AUTO)
          .doc(
              "Linear algebra for matrix products: plain Java, a native library,",
              "or (auto) the native library if it loads and its results are correct.")
          .build();

  /** Where models are run. */
  public static final OptionSpec<RuntimePlace> RUNTIME_IN =
      OptionSpec.choice(RecipeKeys.RUNTIME_IN, RuntimePlace.class)
          .defaultsTo(RuntimePlace.AUTO)
          .doc(
              "Where ONNX Runtime runs models: in this process, in a child process,",
              "or (auto) in this process if it is woq's own or already uses ONNX Runtime.")
          .build();

  /** Whether the written model is verified. */
  public static final OptionSpec<Boolean> VERIFY =
      OptionSpec.bool(RecipeKeys.VERIFY)
          .defaultsTo(true)
          .doc("Whether to run the written model and compare it with the float model.")
          .build();

  /** The number of threads. */
  public static final OptionSpec<Integer> THREADS =
      OptionSpec.integer(RecipeKeys.THREADS)
          .atLeast(0)
          .defaultsTo(0)
          .doc("Number of threads; 0: one per processor.")
          .build();

  /** Whether weights are left unquantized. */
  public static final OptionSpec<Boolean> SKIP =
      OptionSpec.bool(RecipeKeys.SKIP)
          .defaultsTo(false)
          .doc("Whether to leave weights unquantized.")
          .build();

  /** Keys of the recipe itself that are options. */
  public static final List<OptionSpec<?>> RUN =
      List.of(REST, IO, EXTERNAL_DATA, LINEAR_ALGEBRA, RUNTIME_IN, VERIFY, THREADS);

  /** Keys of the calibration that are not options of its source; memory is refused there. */
  public static final List<String> CALIBRATION_OWN =
      Stream.concat(
              Stream.of(RecipeKeys.SOURCE, RecipeKeys.MEMORY),
              CalibrationOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  /** Keys of the evaluation that are not options of its source. */
  public static final List<String> EVALUATION_OWN =
      Stream.concat(
              Stream.of(RecipeKeys.SOURCE, RecipeKeys.REQUIRE),
              EvaluationOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  /** Keys of the target that are not options of its own. */
  public static final List<String> TARGET_OWN =
      Stream.concat(Stream.of(RecipeKeys.ID), TargetOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  /** Keys of the recipe itself. */
  public static final List<String> ROOT =
      Stream.concat(
              Stream.of(
                  RecipeKeys.MODEL,
                  RecipeKeys.OUTPUT,
                  RecipeKeys.LAYOUT,
                  RecipeKeys.PLUGINS,
                  RecipeKeys.DEFAULTS,
                  RecipeKeys.EMBEDDINGS,
                  RecipeKeys.RULES,
                  RecipeKeys.TARGET,
                  RecipeKeys.CALIBRATION,
                  RecipeKeys.EVALUATION,
                  RecipeKeys.MEMORY),
              RUN.stream().map(OptionSpec::name))
          .toList();

  /** Keys of the plugin selection. */
  public static final List<String> PLUGIN_SELECTION = List.of(RecipeKeys.PATH, RecipeKeys.REQUIRE);

  /** Keys of a plugin that is required. */
  public static final List<String> REQUIREMENT =
      PluginKeys.REQUIREMENT.stream().map(OptionSpec::name).toList();

  /** Keys of the defaults. */
  public static final List<String> SETTINGS =
      Stream.concat(
              Stream.of(RecipeKeys.ALGORITHM, RecipeKeys.FORMAT, RecipeKeys.SKIP),
              SchemeOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  /** Keys of a rule. */
  public static final List<String> RULE =
      Stream.concat(Stream.of(RecipeKeys.MATCH), SETTINGS.stream()).toList();

  /** Keys of the matcher of a rule. */
  public static final List<String> MATCHER =
      List.of(RecipeKeys.NAME, RecipeKeys.OPERATOR, RecipeKeys.WEIGHT);

  private RecipeStructure() {}
}
