package org.woq4j.core.registry;

import java.util.List;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Adds the layer to the errors of providers that are not told which layer they work for. */
public final class Layers {

  private Layers() {}

  /**
   * What a call returns.
   *
   * @param layer name of the weight
   * @throws WoqException what the call throws, its messages naming the layer
   */
  public static <T> T at(String layer, Supplier<T> call) {
    try {
      return call.get();
    } catch (WoqException told) {
      List<Issue> issues =
          told.issues().stream()
              .map(
                  issue ->
                      new Issue(issue.location(), layer + ": " + issue.message(), issue.cure()))
              .toList();
      throw new WoqException(told.code(), issues, told);
    }
  }
}
