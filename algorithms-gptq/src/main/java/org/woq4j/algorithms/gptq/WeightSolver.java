package org.woq4j.algorithms.gptq;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.QuantizedColumns;

/**
 * Corrects, rounds and refines the weights of a WeightGroup. Its components depend only on the
 * activation, so the weights share them.
 *
 * @param correction empty if weights are not corrected
 * @param importance [K], weight of each row's error in a weighted clip search
 * @param refinementMatrix G in the error tr(DᵀGD) that refinement lowers, [K,K]; empty for no
 *     refinement
 */
record WeightSolver(
    AlgorithmContext context,
    Optional<Correction> correction,
    Compensation compensation,
    float[] importance,
    Optional<FloatMatrix> refinementMatrix) {

  List<QuantizedWeight> solve(List<WeightView> weights) {
    List<QuantizedColumns> results =
        weights.stream()
            .map(
                weight ->
                    new QuantizedColumns(
                        context.scheme(), weight.inputFeatures(), weight.outputFeatures()))
            .toList();
    ColumnTiles.forEach(
        weights,
        context,
        (weight, from, to) ->
            solve(weights.get(weight).columns(from, to), from, results.get(weight)));
    return results.stream().map(QuantizedColumns::result).toList();
  }

  private void solve(WeightView columns, int from, QuantizedColumns result) {
    int width = columns.outputFeatures();
    FloatMatrix wanted = FloatMatrix.of(columns.readAll(), columns.inputFeatures(), width);
    correction.ifPresent(each -> each.apply(wanted, context.linearAlgebra()));
    ColumnRanges ranges = new ColumnRanges(context, importance, from, width, result);
    new ColumnSolver(context, compensation, wanted, ranges).solve();
    refinementMatrix.ifPresent(
        gram ->
            new Refinement(context, gram, wanted, ranges).run(context.options().get(Gptq.REFINE)));
  }
}
