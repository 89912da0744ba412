/**
 * The ports through which the engine reads, runs, rewrites and verifies models. File formats and
 * runtimes implement them; the engine knows neither.
 *
 * <p>A {@link org.woq4j.core.model.ModelFormat} opens a {@link org.woq4j.core.model.FloatModel},
 * which lists its weights and writes a rewritten copy with a {@link
 * org.woq4j.core.model.ModelRewrite}. A {@link org.woq4j.core.model.ModelRunner} runs the model and
 * returns the activation at each {@link org.woq4j.core.model.Site}. A {@link
 * org.woq4j.core.model.ModelVerifier} compares the new model with the float model.
 */
@NullMarked
package org.woq4j.core.model;

import org.jspecify.annotations.NullMarked;
