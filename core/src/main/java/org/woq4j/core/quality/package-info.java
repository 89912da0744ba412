/** Judges how good a written model is: {@link org.woq4j.core.quality.QualityJudge}. */
@NullMarked
package org.woq4j.core.quality;

import org.jspecify.annotations.NullMarked;
