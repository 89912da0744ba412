/** What a comparison of models found. All types are immutable. */
@NullMarked
package org.woq4j.evaluation.result;

import org.jspecify.annotations.NullMarked;
