/** Error codes. */
@NullMarked
package org.woq4j.evaluation.error;

import org.jspecify.annotations.NullMarked;
