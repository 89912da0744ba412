/**
 * What all stages of a run share: its objects in one {@link org.woq4j.core.execution.RunContext},
 * and the {@link org.woq4j.core.execution.Services} that it calls.
 */
@NullMarked
package org.woq4j.core.execution;

import org.jspecify.annotations.NullMarked;
