/** Times models in turns, and looks at the memory that they take. */
@NullMarked
package org.woq4j.evaluation.speed;

import org.jspecify.annotations.NullMarked;
