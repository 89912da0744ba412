/**
 * The contract of a quality measure. A plugin's test extends {@link
 * org.woq4j.tck.quality.QualityMeasureContract}; {@link org.woq4j.tck.quality.AssertingMeasure}
 * checks every call of a measure while it runs in a host. The numbers in test names are those of
 * the rules in docs/spi-contract.md.
 */
@NullMarked
package org.woq4j.tck.quality;

import org.jspecify.annotations.NullMarked;
