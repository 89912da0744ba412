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
import org.woq4j.core.model.FloatModel;
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
      AlgorithmChoice choice,
      QuantScheme scheme,
      ActivationRounding rounding,
      Set<TensorSpec> tensors) {}

  /** What weights that share stored tensors have in common. */
  private record Place(String elements, Form form, Optional<String> graph) {}

  private final FloatModel model;
  private final Map<String, String> copies;
  private final Map<String, PlannedWeight> firsts = new HashMap<>();
  private final Map<Place, PlannedWeight> owners = new HashMap<>();

  private Copies(FloatModel model) {
    this.model = model;
    this.copies = model.copies();
  }

  /**
   * Has weights read the stored tensors of equal ones.
   *
   * @param planned weights of the model, in its order
   */
  public static List<PlannedWeight> sharing(List<PlannedWeight> planned, FloatModel model) {
    Copies copies = new Copies(model);
    Set<String> originals = new HashSet<>(copies.copies.values());
    return planned.stream()
        .map(
            weight -> {
              String id = weight.weight().id();
              boolean hasCopies = originals.contains(id) || copies.copies.containsKey(id);
              return hasCopies ? copies.shared(weight) : weight;
            })
        .toList();
  }

  private PlannedWeight shared(PlannedWeight weight) {
    String id = weight.weight().id();
    String elements = copies.getOrDefault(id, id);
    Optional<String> graph = model.decodingGraph(weight.replacement());
    PlannedWeight first = firsts.putIfAbsent(elements, weight);
    Optional<PlannedWeight> owner =
        hasCodesOfItsOwn(weight)
            ? Optional.empty()
            : Optional.ofNullable(
                owners.putIfAbsent(new Place(elements, form(weight), graph), weight));
    if (first == null || first.weight().id().equals(id)) {
      return weight;
    }
    return owner.map(weight::reading).orElse(weight).with(note(weight, first, owner));
  }

  /** Whether its codes depend on more than its elements and settings. */
  private static boolean hasCodesOfItsOwn(PlannedWeight weight) {
    AlgorithmChoice choice = weight.choice();
    return !weight.needs().isEmpty() || !choice.algorithm().columnsAreIndependent(choice.options());
  }

  private static Form form(PlannedWeight weight) {
    Replacement replacement = weight.replacement();
    Set<TensorSpec> tensors = new HashSet<>();
    replacement.emissions().forEach(each -> tensors.addAll(each.plan().tensors()));
    return new Form(
        weight.choice(), replacement.scheme(), replacement.activationRounding(), tensors);
  }

  private static Note note(
      PlannedWeight weight, PlannedWeight first, Optional<PlannedWeight> owner) {
    String text =
        owner
            .map(other -> named("it is equal to %s, and is stored once with it", other))
            .orElseGet(() -> named("it is equal to %s, but " + reason(weight, first), first));
    return new Note(Note.Kind.INFORMATION, text);
  }

  private static String named(String text, PlannedWeight other) {
    return text.formatted(other.weight().tensor());
  }

  private static String reason(PlannedWeight weight, PlannedWeight first) {
    if (!weight.needs().isEmpty()) {
      return "its codes depend on its activation, too";
    }
    if (hasCodesOfItsOwn(weight)) {
      return "its codes may depend on other weights, too";
    }
    return form(weight).equals(form(first))
        ? "decoded in another graph, and so stored by itself"
        : "quantized differently, and so stored by itself";
  }
}
