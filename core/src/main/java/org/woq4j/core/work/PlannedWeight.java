package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.AlgorithmChoice;

/**
 * A weight that will be quantized.
 *
 * @param replacement the weight and how its readers are replaced
 * @param choice the algorithm
 * @param needs what it needs of the activations
 * @param verdict how it will run on the target
 * @param notes notes for the user, such as that its activation cannot be captured
 */
public record PlannedWeight(
    Replacement replacement,
    AlgorithmChoice choice,
    Set<Statistic> needs,
    Verdict verdict,
    List<Note> notes) {

  public PlannedWeight {
    needs = Set.copyOf(needs);
    notes = List.copyOf(notes);
  }

  public ConstantWeight weight() {
    return replacement.weight();
  }

  /** The same, which reads the stored tensors of another weight. */
  PlannedWeight reading(PlannedWeight other) {
    return new PlannedWeight(replacement.reading(other.replacement), choice, needs, verdict, notes);
  }

  /** The same with another note. */
  PlannedWeight with(Note note) {
    List<Note> all = new ArrayList<>(notes);
    all.add(note);
    return new PlannedWeight(replacement, choice, needs, verdict, all);
  }

  /** Notes on its stored form, once each, and on better ones. */
  public List<String> storageNotes() {
    return Stream.of(
            replacement.emissions().stream().flatMap(emission -> emission.plan().notes().stream()),
            storedTwice().stream(),
            fasterForm().stream(),
            useOfData().stream())
        .flatMap(notes -> notes)
        .distinct()
        .toList();
  }

  /** That nodes which multiply by the table of an embedding read it in another form. */
  private Optional<String> storedTwice() {
    String others =
        weight().readers().stream()
            .filter(reader -> replacement.isTable() && reader.kind() == OperatorKind.MATMUL)
            .map(WeightReader::node)
            .collect(Collectors.joining(" and "));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("the table is stored twice: " + others + " reads it in another form");
  }

  private Optional<String> useOfData() {
    return needs.isEmpty() && replacement.activationRounding() == ActivationRounding.TENSOR
        ? Optional.of(
            "with calibration data, the algorithm smoothquant would leave about a fifth of the error")
        : Optional.empty();
  }

  /** A slow form is a warning, not a note. */
  private Optional<String> fasterForm() {
    return verdict.runs() == Runs.FAST && !verdict.cure().isEmpty()
        ? Optional.of(verdict.cause() + "; " + verdict.cure())
        : Optional.empty();
  }

  /** Ids of the formats it is stored in, once each. */
  public List<String> formats() {
    return replacement.emissions().stream()
        .map(emission -> emission.emitter().id())
        .distinct()
        .toList();
  }

  /** Names of the nodes that are replaced. */
  public List<String> nodes() {
    return replacement.emissions().stream()
        .map(emission -> emission.reader().node())
        .collect(Collectors.toList());
  }

  /** The activations of the nodes that are replaced, where they can be captured. */
  public SiteSet sites() {
    return sites(replacement.emissions().stream().map(Emission::reader));
  }

  /** What feeds one of its matrices. */
  SiteSet sites(int matrix) {
    return weight().matrices() == 1 ? sites() : sites().ofMatrix(matrix);
  }

  /**
   * The activation that all replaced nodes multiply with it, so that it can be scaled; empty if
   * there are several or none, or if a node reads the weight itself. A Gather of rows has no
   * activation; its output can be scaled.
   */
  public Optional<Site> scaledSite() {
    boolean isReadItself =
        replacement.emissions().stream()
            .map(emission -> emission.reader().kind())
            .anyMatch(kind -> !kind.isProduct() && kind != OperatorKind.GATHER);
    if (isReadItself) {
      return Optional.empty();
    }
    List<Site> sites =
        replacement.emissions().stream()
            .flatMap(emission -> emission.reader().site().stream())
            .distinct()
            .toList();
    return sites.size() == 1 ? Optional.of(sites.get(0)) : Optional.empty();
  }

  /** Activations can be captured in the main graph only. */
  static SiteSet sites(Stream<WeightReader> readers) {
    return new SiteSet(
        readers
            .filter(reader -> reader.scope().isEmpty())
            .flatMap(reader -> reader.site().stream())
            .distinct()
            .toList());
  }

  /** The multiple at which a slice of columns may begin, for all emissions. */
  int columnMultiple() {
    return replacement.emissions().stream()
        .mapToInt(emission -> emission.plan().columnMultiple())
        .reduce(1, PlannedWeight::leastCommonMultiple);
  }

  private static int leastCommonMultiple(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return Math.multiplyExact(a / x, b);
  }
}
