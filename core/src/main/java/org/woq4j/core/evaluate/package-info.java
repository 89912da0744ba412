/**
 * Evaluates a written model on data before it is moved into place. The evaluator is a service; the
 * module {@code evaluation} has one.
 */
@NullMarked
package org.woq4j.core.evaluate;

import org.jspecify.annotations.NullMarked;
