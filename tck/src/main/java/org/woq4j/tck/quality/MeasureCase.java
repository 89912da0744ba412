package org.woq4j.tck.quality;

import java.util.List;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.MeasuredModel;

/**
 * A model with samples of both its forms.
 *
 * @param model the model
 * @param samples in order
 */
public record MeasureCase(MeasuredModel model, List<ComparedSample> samples) {

  /** Copies the list. */
  public MeasureCase {
    samples = List.copyOf(samples);
  }
}
