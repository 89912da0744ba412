/**
 * What the engine asks of a runtime that runs whole models as their users do: {@link
 * org.woq4j.core.inference.InferenceEngine} is the entry point.
 */
@NullMarked
package org.woq4j.core.inference;

import org.jspecify.annotations.NullMarked;
