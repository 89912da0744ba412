package org.woq4j.core.registry;

/** A provider with its name in the messages of its failures. */
sealed interface Guarded
    permits GuardedAlgorithm, GuardedEmitter, GuardedMeasure, GuardedSource, GuardedTarget {

  Guard guard();
}
