/** The codes of errors in reading recipes. */
@NullMarked
package org.woq4j.recipe.error;

import org.jspecify.annotations.NullMarked;
