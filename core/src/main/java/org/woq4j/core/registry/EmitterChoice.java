package org.woq4j.core.registry;

import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.option.OptionValues;

/**
 * An emitter with validated options.
 *
 * @param emitter the emitter
 * @param options values for its options
 */
public record EmitterChoice(NodeEmitter emitter, OptionValues options) {}
