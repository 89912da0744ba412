package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.UnitMemory;
import org.woq4j.core.model.Site;
import org.woq4j.core.registry.Registry;

/**
 * Splits planned weights into units of work. Where an algorithm treats columns independently, a
 * large weight passes in slices of columns; else the weights of one site stay together. The split
 * depends on the memory bound, never on the number of threads.
 */
public final class WorkSplitter {

  /** Elements of a slice where memory is ample: enough to drown the cost of starting it. */
  private static final long SLICE_ELEMENTS = 4L << 20;

  /** Slices that the memory is to suffice for. */
  private static final int SLICES_AT_ONCE = 4;

  /**
   * What feeds a weight. Weights of one site are quantized together.
   *
   * @param site the activation, where it is the only one
   * @param weight id of a weight that has no site or several; it stays apart
   */
  private record Feed(Optional<Site> site, String weight) {

    @Override
    public String toString() {
      return site.map(Site::toString).orElse(weight);
    }
  }

  private record GroupKey(
      Feed feed,
      WeightOnlyAlgorithm algorithm,
      OptionValues options,
      QuantScheme scheme,
      ActivationRounding rounding) {}

  private final long sliceElements;

  public WorkSplitter(long memoryBound) {
    long share = UnitMemory.elements(memoryBound / SLICES_AT_ONCE);
    this.sliceElements = Math.max(1, Math.min(SLICE_ELEMENTS, share));
  }

  public List<WorkUnit> split(List<PlannedWeight> weights) {
    List<WorkUnit> units = new ArrayList<>();
    Map<GroupKey, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      PlannedWeight weight = weights.get(i);
      WeightOnlyAlgorithm algorithm = weight.choice().algorithm();
      OptionValues options = weight.choice().options();
      if (algorithm.columnsAreIndependent(options)) {
        units.addAll(slices(i, weight));
      } else if (weight.weight().matrices() > 1) {
        units.addAll(matrices(i, weight));
      } else {
        GroupKey key =
            new GroupKey(
                feed(weight),
                algorithm,
                options,
                weight.replacement().scheme(),
                weight.replacement().activationRounding());
        groups.computeIfAbsent(key, none -> new ArrayList<>()).add(i);
      }
    }
    groups.values().forEach(members -> units.add(whole(members, weights)));
    return units;
  }

  private List<WorkUnit> slices(int index, PlannedWeight weight) {
    int inputs = weight.weight().inputFeatures();
    int ofMatrix = weight.weight().columnsOfMatrix();
    int multiple = weight.columnMultiple();
    long wanted = Math.max(1, sliceElements / inputs);
    // Wide enough that a strided read of a row is not dominated by its call.
    long width = Math.max(multiple, Math.max(wanted, 64) / multiple * multiple);
    List<WorkUnit> slices = new ArrayList<>();
    for (int matrix = 0; matrix < weight.weight().matrices(); matrix++) {
      int first = matrix * ofMatrix;
      for (long from = 0; from < ofMatrix; from += width) {
        int to = (int) Math.min(ofMatrix, from + width);
        slices.add(
            new WorkUnit(
                feed(weight).toString(),
                List.of(index),
                new WorkUnit.Columns(first + (int) from, first + to),
                new WorkUnit.Data(weight.sites(matrix), weight.needs()),
                memory(weight, (to - from) * inputs)));
      }
    }
    return slices;
  }

  /** Each matrix of a batch by itself: it has statistics of its own. */
  private static List<WorkUnit> matrices(int index, PlannedWeight weight) {
    int inputs = weight.weight().inputFeatures();
    int width = weight.weight().columnsOfMatrix();
    List<WorkUnit> units = new ArrayList<>();
    for (int matrix = 0; matrix < weight.weight().matrices(); matrix++) {
      units.add(
          new WorkUnit(
              feed(weight).toString(),
              List.of(index),
              new WorkUnit.Columns(matrix * width, (matrix + 1) * width),
              new WorkUnit.Data(weight.sites(matrix), weight.needs()),
              UnitMemory.ofGroup((long) inputs * width, inputs, weight.needs())));
    }
    return units;
  }

  private static MemoryPart memory(PlannedWeight weight, long elements) {
    boolean isRounded = weight.needs().isEmpty() && Registry.isOurs(weight.choice().algorithm());
    return isRounded && !weight.replacement().storesFloats()
        ? UnitMemory.ofRoundedColumns(elements)
        : UnitMemory.ofColumns(elements, weight.needs());
  }

  private static WorkUnit whole(List<Integer> members, List<PlannedWeight> weights) {
    PlannedWeight first = weights.get(members.get(0));
    long elements = members.stream().mapToLong(i -> weights.get(i).weight().elements()).sum();
    return new WorkUnit(
        feed(first).toString(),
        members,
        new WorkUnit.Columns(0, first.weight().outputFeatures()),
        new WorkUnit.Data(first.sites(), first.needs()),
        UnitMemory.ofGroup(elements, first.weight().inputFeatures(), first.needs()));
  }

  private static Feed feed(PlannedWeight weight) {
    Optional<Site> site = weight.scaledSite();
    return new Feed(site, site.isPresent() ? "" : weight.weight().id());
  }
}
