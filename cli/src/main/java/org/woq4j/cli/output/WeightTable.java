package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.Emission;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.report.ByteSize;
import org.woq4j.core.work.PlannedWeight;

/** The weights that a plan quantizes. */
public final class WeightTable {

  private WeightTable() {}

  /**
   * Prints it.
   *
   * @param all whether each weight has a row; else layers of one kind share one
   */
  public static void print(QuantizationPlan plan, boolean all, PrintWriter out) {
    Set<String> kept = keptInFloat(plan);
    FoldedTable table = new FoldedTable(all, "WEIGHT", "NODES", "K x N", "PLAN", "SIZE", "RUNS");
    for (PlannedWeight weight : plan.weights()) {
      table.row(
          List.of(weight.weight().tensor(), String.join(", ", weight.nodes())),
          weight.weight().inputFeatures() + " x " + weight.weight().outputFeatures(),
          described(weight),
          size(weight, kept.contains(weight.weight().id())),
          runs(weight));
    }
    table.print(out);
  }

  /** Weights of which the float form stays. */
  private static Set<String> keptInFloat(QuantizationPlan plan) {
    return plan.account()
        .of(Kind.FLOAT)
        .filter(line -> line.isQuantized() && line.bytesInFloat() > 0)
        .map(AccountLine::readers)
        .flatMap(List::stream)
        .flatMap(reader -> reader.weight().stream())
        .collect(Collectors.toSet());
  }

  private static String size(PlannedWeight weight, boolean isKept) {
    String before = ByteSize.text(weight.weight().bytes());
    String stored = ByteSize.text(weight.replacement().addedBytes());
    return isKept
        ? before + " and " + stored + " more: the float weight is kept"
        : before + " → " + stored;
  }

  /** How it runs on the target. */
  private static String runs(PlannedWeight weight) {
    Runs runs = weight.verdict().runs();
    return runs == Runs.UNKNOWN ? "unknown" : runs.name().toLowerCase(Locale.ROOT);
  }

  private static String described(PlannedWeight weight) {
    QuantScheme scheme = weight.replacement().scheme();
    return weight.choice().algorithm().id()
        + " "
        + scheme.bits()
        + " bits, "
        + (scheme.groupSize() == -1 ? "one group per column" : "groups of " + scheme.groupSize())
        + ", "
        + scheme.symmetry().name().toLowerCase(Locale.ROOT)
        + ", "
        + weight.replacement().emissions().stream()
            .map(WeightTable::format)
            .distinct()
            .collect(Collectors.joining(" + "));
  }

  /** The format, with the options that it was given or that the target chose. */
  private static String format(Emission emission) {
    String options =
        emission.request().options().given().entrySet().stream()
            .map(option -> option.getKey() + " " + OptionSpec.written(option.getValue()))
            .collect(Collectors.joining(", "));
    return emission.emitter().id() + (options.isEmpty() ? "" : " (" + options + ")");
  }
}
