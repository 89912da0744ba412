package org.woq4j.recipe;

import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.CalibrationOptions;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.SchemeOptions;

/** What may stand in a recipe: read, and described by the JSON Schema, from one list. */
final class RecipeKeys {

  static final String MODEL = "model";
  static final String OUTPUT = "output";
  static final String DEFAULTS = "defaults";
  static final String RULES = "rules";
  static final String CALIBRATION = "calibration";
  static final String SOURCE = "source";
  static final String MEMORY = "memory";
  static final String ALGORITHM = "algorithm";
  static final String FORMAT = "format";
  static final String MATCH = "match";
  static final String NAME = "name";
  static final String OPERATOR = "op";
  static final String WEIGHT = "weight";
  static final String ID = "id";
  static final String PLUGINS = "plugins";
  static final String REQUIRE = "require";

  static final OptionSpec<ExternalData> EXTERNAL_DATA =
      OptionSpec.choice("external_data", ExternalData.class)
          .defaultsTo(ExternalData.AUTO)
          .doc("Whether tensors go to a file beside the model; auto: only above 2 GB.")
          .build();

  static final OptionSpec<LinearAlgebraChoice> LINEAR_ALGEBRA =
      OptionSpec.choice("linear_algebra", LinearAlgebraChoice.class)
          .defaultsTo(LinearAlgebraChoice.AUTO)
          .doc(
              "What multiplies matrices: plain Java, a native library,",
              "or (auto) the native one where it is there and gives right numbers.")
          .build();

  static final OptionSpec<Boolean> VERIFY =
      OptionSpec.bool("verify")
          .defaultsTo(true)
          .doc("Whether the written model is run and compared with the float model.")
          .build();

  static final OptionSpec<Integer> THREADS =
      OptionSpec.integer("threads")
          .atLeast(0)
          .defaultsTo(0)
          .doc("Threads to work on; 0: one per processor.")
          .build();

  static final OptionSpec<Boolean> SKIP =
      OptionSpec.bool("skip")
          .defaultsTo(false)
          .doc("Whether to leave weights as they are.")
          .build();

  /** Keys of the recipe itself that are options. */
  static final List<OptionSpec<?>> RUN = List.of(EXTERNAL_DATA, LINEAR_ALGEBRA, VERIFY, THREADS);

  /** Keys of the calibration that are no options of its source; memory is none of either. */
  static final List<String> CALIBRATION_OWN =
      Stream.concat(
              Stream.of(SOURCE, MEMORY), CalibrationOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  static final List<String> ROOT =
      Stream.concat(
              Stream.of(MODEL, OUTPUT, PLUGINS, DEFAULTS, RULES, CALIBRATION, MEMORY),
              RUN.stream().map(OptionSpec::name))
          .toList();

  static final List<String> PLUGIN_SELECTION = List.of(PluginKeys.PATH.name(), REQUIRE);

  static final List<String> REQUIREMENT =
      PluginKeys.REQUIREMENT.stream().map(OptionSpec::name).toList();

  static final List<String> SETTINGS =
      Stream.concat(
              Stream.of(ALGORITHM, FORMAT, SKIP.name()),
              SchemeOptions.ALL.stream().map(OptionSpec::name))
          .toList();

  static final List<String> RULE = Stream.concat(Stream.of(MATCH), SETTINGS.stream()).toList();

  static final List<String> MATCHER = List.of(NAME, OPERATOR, WEIGHT);

  private RecipeKeys() {}
}
