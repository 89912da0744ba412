package org.woq4j.api.quality;

import java.util.List;
import org.woq4j.api.Stable;

/** What a measure gathers about one quantized model. Used by one thread at a time. */
@Stable
public interface Measurement {

  /**
   * Adds a sample. Its buffers are valid until this method returns; what is needed later must be
   * copied.
   *
   * @param sample the next sample
   */
  void add(ComparedSample sample);

  /** {@return the figures of all samples, the most important first} Called once, after the last. */
  List<Figure> figures();
}
