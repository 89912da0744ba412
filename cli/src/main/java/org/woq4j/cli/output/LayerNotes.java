package org.woq4j.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Notes on layers. */
public final class LayerNotes {

  private final Map<String, List<String>> layers = new LinkedHashMap<>();
  private int count;

  /** Adds a layer with its notes, which may be none. */
  public void add(String layer, Stream<String> notes) {
    count++;
    notes.forEach(note -> layers.computeIfAbsent(note, key -> new ArrayList<>()).add(layer));
  }

  /** Each note once, after the layer that has it, or their number, unless all have it. */
  public List<String> lines() {
    return layers.entrySet().stream().map(note -> owners(note.getValue()) + note.getKey()).toList();
  }

  private String owners(List<String> owners) {
    if (owners.size() == count) {
      return "";
    }
    return (owners.size() == 1 ? owners.get(0) : Counts.of(owners.size(), "layer")) + ": ";
  }
}
