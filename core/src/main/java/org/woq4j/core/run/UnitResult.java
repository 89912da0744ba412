package org.woq4j.core.run;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.Note;

/**
 * What remains of a unit of work once its weights are packed.
 *
 * @param squaredErrors Σ(W−Ŵ)² of each of the unit's weights
 * @param squares ΣW² of each of the unit's weights
 * @param inputScale what the activation must be divided by, [K]
 * @param notes what the algorithm said
 */
record UnitResult(
    double[] squaredErrors, double[] squares, Optional<float[]> inputScale, List<Note> notes) {}
