package org.woq4j.cli.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * Declares the arguments of a command. A call adds an argument, and returns what supplies its value
 * once the command line is parsed.
 *
 * <p>There are no annotations: picocli reads them by reflection, for which Java generates classes
 * in each run. That took 6 % of a short run.
 */
public final class Arguments {

  private final CommandSpec command;

  /** Adds arguments to a command. */
  public Arguments(CommandSpec command) {
    this.command = command;
  }

  /** An option without a value. */
  public BooleanSupplier flag(String name, String... description) {
    return flag(OptionSpec.builder(name).description(description));
  }

  /** An option without a value that each command below this one has, too. */
  public BooleanSupplier inheritedFlag(String name, String... description) {
    return flag(OptionSpec.builder(name).description(description).scopeType(ScopeType.INHERIT));
  }

  private BooleanSupplier flag(OptionSpec.Builder option) {
    ArgSpec flag = added(option.type(boolean.class));
    return () -> Boolean.TRUE.equals(flag.getValue());
  }

  /** Adds the options {@code --help} and {@code --version}. */
  public void standardOptions() {
    added(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit."));
    added(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit."));
  }

  /** An option with a value. */
  public <T> Supplier<Optional<T>> option(
      String name, String label, Class<T> type, String... description) {
    ArgSpec option = added(option(name, label, description).type(type));
    return () -> Optional.ofNullable(option.getValue());
  }

  /** An option with a whole number, and a default that its help tells. */
  public IntSupplier number(String name, int defaultValue, String description) {
    Supplier<Optional<Integer>> option =
        option(name, "N", Integer.class, description + " Default: " + defaultValue + ".");
    return () -> option.get().orElse(defaultValue);
  }

  /** An option that must be given. */
  public <T> Supplier<T> requiredOption(
      String name, String label, Class<T> type, String... description) {
    return added(option(name, label, description).type(type).required(true))::getValue;
  }

  /** An option that may be given several times. */
  public Supplier<List<String>> list(String name, String label, String... description) {
    ArgSpec option =
        added(option(name, label, description).type(List.class).auxiliaryTypes(String.class));
    return () -> Optional.<List<String>>ofNullable(option.getValue()).orElse(List.of());
  }

  /** An option that may be given several times, each time as {@code KEY=VALUE}. */
  public Supplier<Map<String, String>> pairs(String name, String label, String... description) {
    ArgSpec option =
        added(
            option(name, label, description)
                .type(Map.class)
                .auxiliaryTypes(String.class, String.class));
    return () -> Optional.<Map<String, String>>ofNullable(option.getValue()).orElse(Map.of());
  }

  private static OptionSpec.Builder option(String name, String label, String... description) {
    return OptionSpec.builder(name).paramLabel(label).description(description);
  }

  private OptionSpec added(OptionSpec.Builder builder) {
    OptionSpec option = builder.build();
    command.addOption(option);
    return option;
  }

  /** The first argument that is no option. */
  public <T> Supplier<Optional<T>> first(String label, Class<T> type, String... description) {
    ArgSpec parameter = added(parameter("0", "0..1", label, description).type(type));
    return () -> Optional.ofNullable(parameter.getValue());
  }

  /** The first argument that is no option, which must be given. */
  public <T> Supplier<T> requiredFirst(String label, Class<T> type, String... description) {
    return added(parameter("0", "1", label, description).type(type).required(true))::getValue;
  }

  /** All arguments after the first that are no options; there must be one. */
  public <T> Supplier<List<T>> requiredOthers(String label, Class<T> type, String... description) {
    return added(
            parameter("1..*", "1..*", label, description)
                .type(List.class)
                .auxiliaryTypes(type)
                .required(true))
        ::getValue;
  }

  private static PositionalParamSpec.Builder parameter(
      String index, String arity, String label, String... description) {
    return PositionalParamSpec.builder()
        .index(index)
        .arity(arity)
        .paramLabel(label)
        .description(description);
  }

  private PositionalParamSpec added(PositionalParamSpec.Builder builder) {
    PositionalParamSpec parameter = builder.build();
    command.addPositional(parameter);
    return parameter;
  }
}
