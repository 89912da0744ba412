/** How much memory a run takes. */
@NullMarked
package org.woq4j.core.memory;

import org.jspecify.annotations.NullMarked;
