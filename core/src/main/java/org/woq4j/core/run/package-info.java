/**
 * Carries out a plan and publishes the new model.
 *
 * <p>{@link org.woq4j.core.run.QuantizationRun} is the sequence of steps. For each pass, {@code
 * Gathering} returns the statistics, and {@code UnitSchedule} runs the units of work on threads
 * within the memory bound. {@code UnitWork} takes one unit from reading to packing. The new model
 * is written to a temporary folder, verified, then moved into place.
 */
@NullMarked
package org.woq4j.core.run;

import org.jspecify.annotations.NullMarked;
