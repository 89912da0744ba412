/**
 * Where the model will run: {@link org.woq4j.core.deployment.Destination} asks a deployment target
 * for forms and judgements, {@link org.woq4j.core.deployment.RowsPerCall} finds how many rows a
 * call has.
 */
@NullMarked
package org.woq4j.core.deployment;

import org.jspecify.annotations.NullMarked;
