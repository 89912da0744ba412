package org.woq4j.plugins.host;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;

/** Ids of providers with their kinds, such as {@code algorithm 'hqq'}. */
final class Ids {

  private Ids() {}

  static List<String> of(Providers providers) {
    return of(Registry.builder().add(providers).build());
  }

  static List<String> of(Registry registry) {
    List<String> ids = new ArrayList<>();
    registry.algorithms().forEach(one -> ids.add("algorithm '" + one.id() + "'"));
    registry.emitters().forEach(one -> ids.add("format '" + one.id() + "'"));
    registry.sources().forEach(one -> ids.add("calibration source '" + one.id() + "'"));
    registry.targets().forEach(one -> ids.add("target '" + one.id() + "'"));
    registry.measures().forEach(one -> ids.add("measure '" + one.id() + "'"));
    return ids;
  }
}
