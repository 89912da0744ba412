package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares our groups with the reference's. Scales are equal to one unit in the last place of
 * float32, zero points are equal, and codes are equal except at ties ({@link
 * ReferenceGroup#isTie}). Groups of one sign differ: our range includes zero, and our error is
 * smaller.
 */
class ReferenceTest {

  private static final List<ReferenceGroup> GROUPS = ReferenceGroup.all();

  private static List<ReferenceGroup> ordinary() {
    return GROUPS.stream().filter(group -> !group.isOfOneSign()).toList();
  }

  private static List<ReferenceGroup> ofZeros() {
    return GROUPS.stream().filter(group -> group.theirs().isZero()).toList();
  }

  private static List<ReferenceGroup> ofOneSign() {
    return GROUPS.stream().filter(ReferenceGroup::isOfOneSign).toList();
  }

  @Test
  void allKindsOfGroupsAreThere() {
    assertThat(GROUPS.stream().map(ReferenceGroup::of).distinct()).hasSize(352);
    assertThat(ofZeros()).hasSize(128);
    assertThat(ofOneSign()).hasSize(128);
    assertThat(ordinary())
        .filteredOn(group -> group.isAsymmetric() && group.theirs().isPadded())
        .filteredOn(group -> group.theirs().rows() == 1)
        .hasSize(48);
  }

  @Test
  void scalesAndZeroPointsAreTheReferences() {
    for (ReferenceGroup group : ordinary()) {
      double scale = group.theirs().scale();
      assertThat(group.ours().scale())
          .as("scale of %s", group)
          .isCloseTo(scale, within((double) Math.ulp((float) scale)));
      assertThat(group.ours().zeroPoint())
          .as("zero point of %s", group)
          .isEqualTo(group.theirs().zeroPoint());
    }
  }

  @Test
  void codesAreTheReferencesButForTies() {
    for (ReferenceGroup group : ordinary()) {
      for (int row = 0; row < group.theirs().rows(); row++) {
        int difference = group.ours().codes()[row] - group.theirs().codes()[row];
        assertThat(Math.abs(difference))
            .as("difference of codes in row %d of %s", row, group)
            .isLessThanOrEqualTo(group.isTie(row) ? 1 : 0);
      }
    }
  }

  /** Besides the ties by construction, 2e-5 of all values are expected to be ties by chance. */
  @Test
  void tiesAreRare() {
    int values = 0;
    int ties = 0;
    int byConstruction = 0;
    for (ReferenceGroup group : ordinary()) {
      for (int row = 0; row < group.theirs().rows(); row++) {
        values++;
        ties += group.isTie(row) ? 1 : 0;
        byConstruction += group.isTieByConstruction(row) ? 1 : 0;
      }
    }
    assertThat(ties).isBetween(byConstruction, byConstruction + values / 10_000);
  }

  @Test
  void groupsOfZerosHaveCodesAtTheZeroPoint() {
    for (ReferenceGroup group : ofZeros()) {
      assertThat(group.ours().codes())
          .as(group.toString())
          .containsOnly((int) group.ours().zeroPoint());
    }
  }

  /** At 2 bits the reference's smaller step clips, and by luck gains more than it loses. */
  @Test
  void groupsOfOneSignHaveSmallerErrors() {
    Map<ReferenceCase, List<ReferenceGroup>> byCase =
        ofOneSign().stream().collect(Collectors.groupingBy(ReferenceGroup::of));
    byCase.keySet().removeIf(each -> each.scheme().bits() < 3);
    assertThat(byCase).hasSize(6);
    byCase.forEach(
        (each, groups) ->
            assertThat(squaredError(groups, ReferenceGroup::ours))
                .as("squared error of %s", each)
                .isLessThan(squaredError(groups, ReferenceGroup::theirs)));
  }

  private static double squaredError(
      List<ReferenceGroup> groups, Function<ReferenceGroup, CodedGroup> side) {
    return groups.stream()
        .mapToDouble(group -> side.apply(group).squaredError(group.maxCode()))
        .sum();
  }
}
