/** Compares values inside the models: where along the graph quality was lost. */
@NullMarked
package org.woq4j.evaluation.layers;

import org.jspecify.annotations.NullMarked;
