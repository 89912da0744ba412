package org.woq4j.core.registry;

/** A provider whose failures name it. */
sealed interface Guarded permits GuardedAlgorithm, GuardedEmitter, GuardedSource {

  Guard guard();
}
