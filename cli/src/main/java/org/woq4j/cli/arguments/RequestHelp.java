package org.woq4j.cli.arguments;

import java.util.ArrayList;
import java.util.List;
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
    CommandSpec inPlace = commandSpec().mixins().get(InPlaceOfRecipe.HEADING);
    if (inPlace == null) {
      return super.optionList();
    }
    List<OptionSpec> others = new ArrayList<>(commandSpec().options());
    others.removeAll(inPlace.options());
    return optionListExcludingGroups(others)
        + createHeading("%n" + InPlaceOfRecipe.HEADING + "%n")
        + optionListExcludingGroups(inPlace.options());
  }
}
