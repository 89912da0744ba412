/** The models of a comparison, and what they return. */
@NullMarked
package org.woq4j.evaluation.models;

import org.jspecify.annotations.NullMarked;
