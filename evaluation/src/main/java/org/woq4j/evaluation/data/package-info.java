/** Reads the data of a comparison, and takes batches and outputs apart into samples. */
@NullMarked
package org.woq4j.evaluation.data;

import org.jspecify.annotations.NullMarked;
