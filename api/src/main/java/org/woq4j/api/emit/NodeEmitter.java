package org.woq4j.api.emit;

import java.util.List;
import java.util.Set;
import org.woq4j.api.Stable;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * Stores quantized weights in one form. Found by {@link java.util.ServiceLoader}; has a public
 * constructor without arguments, keeps no state, and is safe for use by several threads at once.
 */
@Stable
public interface NodeEmitter {

  /** {@return the name that recipes use as a format: {@code [a-z][a-z0-9-]*}} */
  String id();

  /** {@return the options it takes} */
  default List<OptionSpec<?>> options() {
    return List.of();
  }

  /**
   * {@return the kinds of operators whose weights it may store; it is asked for no others} By
   * default those that read a single matrix.
   */
  default Set<OperatorKind> kinds() {
    return Set.of(OperatorKind.MATMUL, OperatorKind.GATHER);
  }

  /**
   * Decides whether and how it can store a weight, before any weight is read.
   *
   * @param request the weight's shape, its scheme and the operator that reads it
   * @return an acceptance or a refusal
   */
  EmissionPlan plan(EmissionRequest request);

  /**
   * {@return the nodes that replace the reader of the float weight, in graph order}
   *
   * @param context the names that the nodes connect
   */
  List<NodeSpec> nodes(EmissionContext context);

  /**
   * Packs columns of a weight. The columns of a batch are those of its matrices, one after the
   * other, and a part lies in one matrix.
   *
   * @param request the request, with the accepted scheme
   * @param fromColumn column of the whole weight at which the part begins
   * @param part columns [fromColumn, fromColumn + part.outputFeatures()) of the weight
   * @param sink takes the packed bytes
   */
  void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink);
}
