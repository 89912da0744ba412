package org.woq4j.evaluation.measure;

import java.util.List;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Measurement;

/**
 * What a measure gathers about all outputs that it fits.
 *
 * @param outputs a measurement of each
 */
record OutputMeasurements(List<? extends Measurement> outputs) implements Measurement {

  @Override
  public void add(ComparedSample sample) {
    outputs.forEach(each -> each.add(sample));
  }

  @Override
  public List<Figure> figures() {
    return outputs.stream().flatMap(each -> each.figures().stream()).toList();
  }
}
