package org.woq4j.core.run;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.Note;
import org.woq4j.core.measure.Measurement;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.work.PlannedWeight;

/**
 * The result of a unit of work, after its weights are packed.
 *
 * @param weights the weights of the unit as they were quantized
 * @param measurements one for each weight of the unit
 * @param products one for each weight of the unit; none where nothing is verified
 * @param inputScale the divisors of the activation, [K]
 * @param notes the notes of the algorithm
 */
record UnitResult(
    List<PlannedWeight> weights,
    List<Measurement> measurements,
    List<SampleProduct> products,
    Optional<float[]> inputScale,
    List<Note> notes) {}
