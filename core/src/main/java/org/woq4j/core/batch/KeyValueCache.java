package org.woq4j.core.batch;

import org.woq4j.api.calibration.ModelInput;

/** The keys and values of earlier tokens, which a decoder takes as inputs. */
public final class KeyValueCache {

  private static final String PREFIX = "past_";

  private KeyValueCache() {}

  /** Whether an input is a part of the cache; exporters name it so. */
  public static boolean isPart(ModelInput input) {
    return input.name().startsWith(PREFIX);
  }
}
