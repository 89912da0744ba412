package org.woq4j.core.model;

import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;

/**
 * How one reader of a weight is replaced.
 *
 * @param reader the node that is replaced
 * @param emitter makes its replacement
 * @param request the request, with the accepted scheme
 * @param plan its acceptance
 */
public record Emission(
    WeightReader reader,
    NodeEmitter emitter,
    EmissionRequest request,
    EmissionPlan.Accepted plan) {}
