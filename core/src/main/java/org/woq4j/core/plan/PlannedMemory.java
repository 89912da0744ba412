package org.woq4j.core.plan;

import org.woq4j.core.memory.MemoryEstimate;
import org.woq4j.core.memory.VerificationBounds;

/**
 * Memory of a run.
 *
 * @param peak what the process takes when it takes the most, as an estimate
 * @param workBound bytes that weights in work may take together
 * @param verification what verification may take
 */
public record PlannedMemory(MemoryEstimate peak, long workBound, VerificationBounds verification) {}
