package org.woq4j.core.work;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.registry.AlgorithmChoice;

/**
 * Finds weights with equal elements whose codes are equal, too, so that they are stored once: they
 * are quantized alike, column by column and without data. Each is still quantized, measured and
 * reported by itself.
 */
public final class Copies {

  /** What equal weights with equal codes have in common. */
  private record Form(
      String elements,
      AlgorithmChoice choice,
      QuantScheme scheme,
      ActivationRounding rounding,
      Set<TensorSpec> tensors) {}

  private final Map<String, String> copies;
  private final Map<String, PlannedWeight> firsts = new HashMap<>();
  private final Map<Form, PlannedWeight> stored = new HashMap<>();

  private Copies(Map<String, String> copies) {
    this.copies = copies;
  }

  /**
   * Has weights read the stored tensors of equal ones.
   *
   * @param planned weights in the model's order
   * @param copies ids of weights with the elements of an earlier one, and the ids of these
   */
  public static List<PlannedWeight> sharing(
      List<PlannedWeight> planned, Map<String, String> copies) {
    if (copies.isEmpty()) {
      return planned;
    }
    Copies all = new Copies(copies);
    return planned.stream().map(all::shared).toList();
  }

  private PlannedWeight shared(PlannedWeight weight) {
    String id = weight.weight().id();
    String elements = copies.getOrDefault(id, id);
    PlannedWeight first = firsts.putIfAbsent(elements, weight);
    Optional<PlannedWeight> owner =
        form(weight, elements).map(form -> stored.putIfAbsent(form, weight));
    if (first == null || first.weight().id().equals(id)) {
      return weight;
    }
    return owner
        .map(other -> weight.reading(other).with(storedOnce(other)))
        .orElseGet(() -> weight.with(storedApart(weight, first)));
  }

  /** Empty where codes depend on more than the elements and the settings. */
  private static Optional<Form> form(PlannedWeight weight, String elements) {
    AlgorithmChoice choice = weight.choice();
    Replacement replacement = weight.replacement();
    Set<TensorSpec> tensors = new HashSet<>();
    replacement.emissions().forEach(each -> tensors.addAll(each.plan().tensors()));
    return weight.needs().isEmpty() && choice.algorithm().columnsAreIndependent(choice.options())
        ? Optional.of(
            new Form(
                elements, choice, replacement.scheme(), replacement.activationRounding(), tensors))
        : Optional.empty();
  }

  private static Note storedOnce(PlannedWeight owner) {
    return note("it is equal to %s, and is stored once with it", owner.weight().tensor());
  }

  private static Note storedApart(PlannedWeight weight, PlannedWeight first) {
    String name = first.weight().tensor();
    return weight.needs().isEmpty()
        ? note("it is equal to %s, but quantized differently, and so stored by itself", name)
        : note("it is equal to %s, but its codes depend on its own activation", name);
  }

  private static Note note(String text, String weight) {
    return new Note(Note.Kind.INFORMATION, text.formatted(weight));
  }
}
