/**
 * A few rows that each quantized weight is multiplied with before it is stored. Verification feeds
 * the same rows to the node that replaced a float one, and compares what it returns.
 */
@NullMarked
package org.woq4j.core.sample;

import org.jspecify.annotations.NullMarked;
