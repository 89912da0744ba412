package org.woq4j.kernels.group;

/**
 * How the range of a group is chosen.
 *
 * @param ratio share of each range that is kept, in (0, 1]; a search tries shares of that share
 * @param search whether shares of a range are searched, and by which error
 * @param shared whether all columns share one range
 */
public record RangeRule(double ratio, ClipSearch search, boolean shared) {

  /** The whole range of each group of a column. */
  public static final RangeRule WHOLE = searchedBy(ClipSearch.NONE);

  /**
   * {@return a rule for ranges that are found by a search, one for each group of a column}
   *
   * @param search what is searched for
   */
  public static RangeRule searchedBy(ClipSearch search) {
    return new RangeRule(1, search, false);
  }
}
