package org.woq4j.onnx.pieces;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.NodeReads;

/** Levels for passes through the data: the first pass whose sites depend on a value. */
final class PassLevels implements PieceLevels {

  private final FedModel model;
  private final ConstantValues constants;
  private final Map<String, Integer> levels = new HashMap<>();

  /**
   * The levels of a model.
   *
   * @param passes the sites of each pass
   */
  PassLevels(FedModel model, List<List<Site>> passes) {
    this.model = model;
    this.constants = new ConstantValues(model.graph());
    for (int pass = 0; pass < passes.size(); pass++) {
      for (Site site : passes.get(pass)) {
        add(site.value(), pass);
      }
    }
  }

  private void add(String site, int pass) {
    Deque<String> open = new ArrayDeque<>(List.of(site));
    while (!open.isEmpty()) {
      String value = open.pop();
      if (levels.putIfAbsent(value, pass) == null) {
        model
            .maker(value)
            .ifPresent(
                node -> {
                  node.getOutputList().forEach(output -> levels.putIfAbsent(output, pass));
                  open.addAll(NodeReads.of(node));
                });
      }
    }
  }

  @Override
  public int of(String value) {
    return levels.getOrDefault(value, 0);
  }

  @Override
  public boolean isConstant(String value) {
    return constants.contains(value);
  }
}
