/** The codes of errors in reading recipes and writing reports. */
@NullMarked
package org.woq4j.recipe.error;

import org.jspecify.annotations.NullMarked;
