/**
 * The engine. {@link org.woq4j.core.Quantizer} takes a request and returns a report of the run.
 *
 * <p>It opens the model, plans the run ({@code core.plan}), carries out the plan ({@code core.run})
 * and publishes the new model. The other packages serve these steps: {@code request} holds what the
 * caller asks for, {@code registry} finds the providers, {@code rules} select settings for each
 * weight, {@code calibrate} and {@code statistics} compute statistics of activations, and {@code
 * report} describes the result. {@code model} has the ports that formats and runtimes implement.
 */
@NullMarked
package org.woq4j.core;

import org.jspecify.annotations.NullMarked;
