/** What figures of a written model must be. */
@NullMarked
package org.woq4j.core.requirement;

import org.jspecify.annotations.NullMarked;
