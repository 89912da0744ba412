package org.woq4j.algorithms.gptq;

import java.util.Optional;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.QuantizedColumns;

/**
 * Corrects, rounds and refines the weights of a group, which share all that follows from their
 * activation.
 *
 * @param correction empty where weights stay as they are
 * @param importance [K], weight of each row's error in a weighted clip search
 * @param refinedBy the matrix of the error that refinement lowers, [K,K]; empty for none
 */
record GroupSolver(
    AlgorithmContext context,
    Optional<Correction> correction,
    Compensation compensation,
    float[] importance,
    Optional<FloatMatrix> refinedBy) {

  QuantizedWeight solve(WeightView weight) {
    QuantizedColumns result =
        new QuantizedColumns(context.scheme(), weight.inputFeatures(), weight.outputFeatures());
    ColumnTiles.forEach(
        weight, context, (from, to) -> solve(weight.columns(from, to), from, result));
    return result.result();
  }

  private void solve(WeightView columns, int from, QuantizedColumns result) {
    int width = columns.outputFeatures();
    FloatMatrix wanted = FloatMatrix.of(columns.readAll(), columns.inputFeatures(), width);
    correction.ifPresent(each -> each.apply(wanted, context.linearAlgebra()));
    GroupRanges ranges = new GroupRanges(context, importance, from, width, result);
    new ColumnSolver(context, compensation, wanted, ranges).solve();
    refinedBy.ifPresent(
        gram ->
            new Refinement(context, gram, wanted, ranges).run(context.options().get(Gptq.REFINE)));
  }
}
