/**
 * The objects that all stages of a run share, in one {@link org.woq4j.core.execution.RunContext}.
 */
@NullMarked
package org.woq4j.core.execution;

import org.jspecify.annotations.NullMarked;
