/** The error codes of the engine. */
@NullMarked
package org.woq4j.core.error;

import org.jspecify.annotations.NullMarked;
