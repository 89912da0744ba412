package org.woq4j.core.work;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.rules.Decisions;

/**
 * Nodes that read several batches of experts, which are stored alike or not at all: one operator
 * reads all of them.
 */
public final class ExpertNodes {

  private final Map<NodePlace, Set<String>> weights = new HashMap<>();

  /** Finds the nodes among the readers of the weights of a model. */
  public ExpertNodes(List<ConstantWeight> model) {
    for (ConstantWeight weight : model) {
      experts(weight.readers().stream())
          .forEach(
              reader ->
                  weights
                      .computeIfAbsent(reader.place(), none -> new HashSet<>())
                      .add(weight.id()));
    }
  }

  private static Stream<WeightReader> experts(Stream<WeightReader> readers) {
    return readers.filter(reader -> reader.kind() == OperatorKind.EXPERTS);
  }

  /**
   * The planned weights without those of a node whose other weights stay as they are, or are stored
   * in another form.
   *
   * @param decisions takes the reason
   */
  public List<PlannedWeight> complete(List<PlannedWeight> planned, Decisions decisions) {
    List<PlannedWeight> kept =
        planned.stream().filter(weight -> !isAlone(weight, planned, decisions)).toList();
    // Without those that were left out, the other weights of their nodes may be alone.
    return kept.size() == planned.size() ? kept : complete(kept, decisions);
  }

  private boolean isAlone(PlannedWeight weight, List<PlannedWeight> planned, Decisions decisions) {
    List<Emission> alone =
        weight.replacement().emissions().stream()
            .filter(emission -> emission.reader().kind() == OperatorKind.EXPERTS)
            .filter(emission -> !isWhole(emission, planned))
            .toList();
    alone.forEach(
        emission ->
            decisions.leave(
                weight.weight(),
                emission.reader(),
                "the node reads another weight that is not quantized alike"));
    return !alone.isEmpty();
  }

  private boolean isWhole(Emission emission, List<PlannedWeight> planned) {
    NodePlace node = emission.reader().place();
    Set<String> alike = new HashSet<>();
    for (PlannedWeight other : planned) {
      other.replacement().emissions().stream()
          .filter(each -> each.reader().place().equals(node))
          .filter(each -> isAlike(each, emission))
          .forEach(each -> alike.add(other.weight().id()));
    }
    return alike.equals(weights.get(node));
  }

  private static boolean isAlike(Emission one, Emission other) {
    return one.request().scheme().equals(other.request().scheme())
        && one.emitter().id().equals(other.emitter().id());
  }
}
