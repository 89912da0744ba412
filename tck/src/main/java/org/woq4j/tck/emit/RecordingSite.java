package org.woq4j.tck.emit;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.EmissionSite;

/** Remembers which names of values a site gave out. Used by one thread. */
final class RecordingSite implements EmissionSite {

  private final EmissionSite site;
  private final Set<String> values = new HashSet<>();

  RecordingSite(EmissionSite site) {
    this.site = site;
  }

  /** The names that {@link #value} gave out. */
  Set<String> values() {
    return values;
  }

  @Override
  public EmissionRequest request() {
    return site.request();
  }

  @Override
  public String input() {
    return site.input();
  }

  @Override
  public String output() {
    return site.output();
  }

  @Override
  public String tensor(String role) {
    return site.tensor(role);
  }

  @Override
  public Optional<String> bias() {
    return site.bias();
  }

  @Override
  public String value(String role) {
    String name = site.value(role);
    values.add(name);
    return name;
  }
}
