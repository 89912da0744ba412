package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.cli.output.Table;
import org.woq4j.core.Quantizer;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.recipe.structure.CalibrationOptions;
import org.woq4j.recipe.structure.EvaluationOptions;
import org.woq4j.recipe.structure.PluginKeys;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.structure.TargetOptions;

/** {@code woq describe}. */
public final class DescribeCommand extends WoqCommand {

  /** The name of the options that all algorithms and formats share. */
  private static final String SCHEME = "scheme";

  private final PluginArguments plugins = new PluginArguments(spec());

  private final Supplier<Optional<String>> name =
      arguments()
          .first(
              "NAME",
              String.class,
              "A name such as rtn or matmul-nbits. Without one, all names are listed.");

  /** Creates the command. */
  public DescribeCommand() {
    super(
        "describe",
        "Describe the options of an algorithm, a format, a calibration source, a target or a measure.",
        "Without a name, or for one that is not built in, this runs the code of every plugin in the"
            + " plugin folder.");
  }

  @Override
  public void run() {
    name.get().ifPresentOrElse(this::describe, this::list);
  }

  private void list() {
    Table table = new Table();
    all(plugins.quantizer().registry()).forEach((id, one) -> table.row(id, one.what()));
    table.print(out(), "");
  }

  private void describe(String name) {
    // Plugins cannot take a built-in name, so their code need not run for one.
    Described builtIn = all(Quantizer.builder().build().registry()).get(name);
    print(name, builtIn == null ? ofPlugin(name) : builtIn, out());
  }

  private Described ofPlugin(String name) {
    Map<String, Described> all = all(plugins.quantizer().registry());
    Described described = all.get(name);
    if (described == null) {
      throw wrong(
          "nothing is named '"
              + name
              + "'"
              + NearestSpelling.of(name, all.keySet())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("; the names are " + String.join(", ", all.keySet())));
    }
    return described;
  }

  /**
   * A name and what is printed for it.
   *
   * @param facts further lines
   */
  private record Described(String what, List<OptionSpec<?>> options, List<String> facts) {

    Described(String what, List<OptionSpec<?>> options) {
      this(what, options, List.of());
    }

    /** Both, where a measure has the name of a key. */
    Described and(Described other) {
      return new Described(
          what + "; " + other.what,
          Stream.concat(options.stream(), other.options.stream()).toList(),
          Stream.concat(facts.stream(), other.facts.stream()).toList());
    }
  }

  private static List<String> facts(DeploymentTarget target) {
    return target.facts(OptionValues.of(target.options(), Map.of()));
  }

  private static Map<String, Described> all(Registry registry) {
    Map<String, Described> all = new TreeMap<>();
    all.put(SCHEME, new Described("options of every algorithm and format", SchemeOptions.ALL));
    all.put(
        RecipeKeys.EMBEDDINGS,
        new Described("embeddings in a recipe", List.of(RecipeStructure.EMBEDDING_BITS)));
    all.put(
        RecipeKeys.REST,
        new Described(
            "what stays float in a recipe", List.of(RecipeStructure.REST, RecipeStructure.IO)));
    all.put(
        RecipeKeys.CALIBRATION,
        new Described("options of every calibration", CalibrationOptions.ALL));
    all.put(
        RecipeKeys.EVALUATION, new Described("options of every evaluation", EvaluationOptions.ALL));
    all.put(RecipeKeys.TARGET, new Described("options of every target", TargetOptions.ALL));
    all.put(RecipeKeys.PLUGINS, new Described("plugins in a recipe", pluginKeys()));
    registry
        .algorithms()
        .forEach(a -> all.put(a.id(), new Described(what("algorithm", a), a.options())));
    registry
        .emitters()
        .forEach(e -> all.put(e.id(), new Described(what("format", e), e.options())));
    registry
        .sources()
        .forEach(s -> all.put(s.id(), new Described(what("calibration source", s), s.options())));
    registry
        .targets()
        .forEach(t -> all.put(t.id(), new Described(what("target", t), t.options(), facts(t))));
    registry
        .measures()
        .forEach(
            m -> all.merge(m.id(), new Described(what("measure", m), m.options()), Described::and));
    return all;
  }

  private static String what(String kind, Object provider) {
    return kind + Registry.plugin(provider).map(plugin -> " of " + plugin).orElse("");
  }

  private static List<OptionSpec<?>> pluginKeys() {
    List<OptionSpec<?>> keys = new ArrayList<>(PluginKeys.REQUIREMENT);
    keys.add(0, PluginKeys.PATH);
    return keys;
  }

  private static void print(String name, Described described, PrintWriter out) {
    out.println(name + ": " + described.what());
    for (OptionSpec<?> option : described.options()) {
      out.println();
      out.println(
          "  "
              + option.name()
              + " ("
              + OptionSpec.written(option.kind())
              + "): "
              + option.range()
              + option
                  .defaultValue()
                  .map(value -> ", default " + option.inRecipe(value))
                  .orElse(name.equals(RecipeKeys.PLUGINS) ? "" : ", must be given"));
      out.println("    " + option.doc());
    }
    if (described.options().isEmpty()) {
      out.println("  takes no options");
    }
    if (!described.facts().isEmpty()) {
      out.println();
      described.facts().forEach(fact -> out.println("  " + fact));
    }
  }
}
