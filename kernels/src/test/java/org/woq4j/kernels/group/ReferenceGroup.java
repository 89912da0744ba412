package org.woq4j.kernels.group;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.weight.QuantScheme;

/** A group that both the reference and we have quantized. */
record ReferenceGroup(ReferenceCase of, CodedGroup ours, CodedGroup theirs) {

  /**
   * Codes may differ by one where w/s + z lies this close to a half, and nowhere else: the
   * reference divides by a float64 scale and rounds w/s + z, we round the scale to float32 and
   * round w/s.
   */
  private static final double TIE = 1e-5;

  static List<ReferenceGroup> all() {
    List<ReferenceGroup> groups = new ArrayList<>();
    for (ReferenceCase each : ReferenceCase.all()) {
      List<CodedGroup> ours = each.quantized();
      for (int i = 0; i < ours.size(); i++) {
        groups.add(new ReferenceGroup(each, ours.get(i), each.groups().get(i)));
      }
    }
    return groups;
  }

  /**
   * Whether the reference's range excludes zero. That of a padded group includes the zeros that it
   * was padded with.
   */
  boolean isOfOneSign() {
    return isAsymmetric() && theirs.excludesZero() && !theirs.isPadded();
  }

  boolean isAsymmetric() {
    return of.scheme().symmetry() == QuantScheme.Symmetry.ASYMMETRIC;
  }

  /** Whether the value of a row may become either of two codes. */
  boolean isTie(int row) {
    double place = theirs.place(row, maxCode());
    return Math.abs(place - Math.floor(place) - 0.5) < TIE;
  }

  /** Whether a row lies at the lower end of a centered range, half a code above the least code. */
  boolean isTieByConstruction(int row) {
    return !isAsymmetric()
        && of.ratio() == 1
        && !theirs.isZero()
        && theirs.values()[row] == -theirs.largestMagnitude();
  }

  int maxCode() {
    return of.scheme().maxCode();
  }

  @Override
  public String toString() {
    return of + ": " + theirs;
  }
}
