package org.woq4j.core.request;

/**
 * The keys of a recipe. Readers and writers of recipes use them, and so do messages that name a
 * part of a request.
 */
public final class RecipeKeys {

  // A recipe.
  public static final String MODEL = "model";
  public static final String OUTPUT = "output";
  public static final String LAYOUT = "layout";
  public static final String PLUGINS = "plugins";
  public static final String DEFAULTS = "defaults";
  public static final String EMBEDDINGS = "embeddings";
  public static final String REST = "rest";
  public static final String IO = "io";
  public static final String RULES = "rules";
  public static final String TARGET = "target";
  public static final String CALIBRATION = "calibration";
  public static final String EVALUATION = "evaluation";
  public static final String EXTERNAL_DATA = "external_data";
  public static final String LINEAR_ALGEBRA = "linear_algebra";
  public static final String RUNTIME_IN = "runtime_in";
  public static final String VERIFY = "verify";
  public static final String THREADS = "threads";
  public static final String MEMORY = "memory";

  // The defaults, and each rule.
  public static final String ALGORITHM = "algorithm";
  public static final String FORMAT = "format";
  public static final String BITS = "bits";
  public static final String GROUP_SIZE = "group_size";
  public static final String SCHEME = "scheme";
  public static final String SYM_RANGE = "sym_range";
  public static final String SKIP = "skip";

  // What a rule matches.
  public static final String MATCH = "match";
  public static final String NAME = "name";
  public static final String OPERATOR = "op";
  public static final String WEIGHT = "weight";

  // The target.
  public static final String ROWS = "rows";
  public static final String RUNTIME = "runtime";

  // The calibration.
  public static final String SOURCE = "source";
  public static final String MODE = "mode";
  public static final String PROVIDERS = "providers";
  public static final String ON_MISSING = "on_missing";

  // The evaluation; its source is written as that of the calibration.
  public static final String SAMPLES = "samples";
  public static final String ON_FAILURE = "on_failure";

  // The plugins, and each that is required.
  public static final String PATH = "path";
  public static final String REQUIRE = "require";
  public static final String VERSION = "version";
  public static final String SHA256 = "sha256";

  /** An algorithm, a format or a required plugin, beside its options. */
  public static final String ID = "id";

  private RecipeKeys() {}
}
