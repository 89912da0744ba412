/** The threads of a run. Tasks may split their work into parts on the same threads. */
@NullMarked
package org.woq4j.core.parallel;

import org.jspecify.annotations.NullMarked;
