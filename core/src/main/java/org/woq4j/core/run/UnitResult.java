package org.woq4j.core.run;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.Note;

/**
 * What remains of a unit of work once its weights are packed.
 *
 * @param measurements one of each of the unit's weights
 * @param inputScale what the activation must be divided by, [K]
 * @param notes what the algorithm said
 */
record UnitResult(List<Measurement> measurements, Optional<float[]> inputScale, List<Note> notes) {}
