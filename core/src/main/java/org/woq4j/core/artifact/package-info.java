/**
 * Names the Maven artifact that has what is missing.
 *
 * <p>{@link org.woq4j.core.artifact.Artifacts} is a list of data, in a resource. {@link
 * org.woq4j.core.artifact.MissingClass} finds the missing class behind a failure.
 */
@NullMarked
package org.woq4j.core.artifact;

import org.jspecify.annotations.NullMarked;
