package org.woq4j.core.registry;

import java.util.function.Supplier;
import org.woq4j.api.WoqException;

/** Adds the layer to the errors of providers that do not know which layer they work for. */
public final class Layers {

  private Layers() {}

  /**
   * Makes a call and returns its result.
   *
   * @param layer name of the weight
   * @throws WoqException what the call throws, its messages naming the layer
   */
  public static <T> T at(String layer, Supplier<T> call) {
    try {
      return call.get();
    } catch (WoqException failed) {
      throw failed.about(layer);
    }
  }

  /**
   * Makes a call that returns nothing.
   *
   * @param layer name of the weight
   * @throws WoqException what the call throws, its messages naming the layer
   */
  public static void at(String layer, Runnable call) {
    try {
      call.run();
    } catch (WoqException failed) {
      throw failed.about(layer);
    }
  }
}
