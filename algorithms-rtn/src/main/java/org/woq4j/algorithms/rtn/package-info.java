/**
 * Round to nearest (RTN): rounds each weight to the nearest code, group by group. {@link
 * org.woq4j.algorithms.rtn.RoundToNearest} is the algorithm, with the id {@code rtn}. It needs
 * calibration only for {@code clip_search: weighted}.
 */
@NullMarked
package org.woq4j.algorithms.rtn;

import org.jspecify.annotations.NullMarked;
