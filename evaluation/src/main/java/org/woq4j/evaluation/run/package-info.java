/**
 * Runs the float model and the candidates on the data, adds what they return to the measurements,
 * and puts the result together.
 */
@NullMarked
package org.woq4j.evaluation.run;

import org.jspecify.annotations.NullMarked;
