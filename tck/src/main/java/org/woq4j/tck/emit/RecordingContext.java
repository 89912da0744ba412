package org.woq4j.tck.emit;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;

/** Remembers the names of values that a context returned. Used by one thread. */
final class RecordingContext implements EmissionContext {

  private final EmissionContext context;
  private final Set<String> values = new HashSet<>();

  RecordingContext(EmissionContext context) {
    this.context = context;
  }

  /** The names that {@link #value} returned. */
  Set<String> values() {
    return values;
  }

  @Override
  public EmissionRequest request() {
    return context.request();
  }

  @Override
  public String input() {
    return context.input();
  }

  @Override
  public String output() {
    return context.output();
  }

  @Override
  public String tensor(String role) {
    return context.tensor(role);
  }

  @Override
  public Optional<String> bias() {
    return context.bias();
  }

  @Override
  public String value(String role) {
    String name = context.value(role);
    values.add(name);
    return name;
  }
}
