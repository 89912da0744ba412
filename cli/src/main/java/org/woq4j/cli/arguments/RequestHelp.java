package org.woq4j.cli.arguments;

import static java.util.stream.Collectors.partitioningBy;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The help of a command. Options that replace a recipe have a heading of their own. They are no
 * group of picocli: it would write their part of the help in each run, which takes 25 ms.
 */
public final class RequestHelp extends Help {

  /** Called by picocli. */
  public RequestHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  @Override
  public String optionList() {
    Map<Boolean, List<OptionSpec>> options =
        commandSpec().options().stream().collect(partitioningBy(InPlaceOfRecipe::has));
    String inPlace = optionListExcludingGroups(options.get(true));
    String others = optionListExcludingGroups(options.get(false));
    return inPlace.isEmpty() ? others : others + createHeading("%nWithout a recipe:%n") + inPlace;
  }
}
