/**
 * Errors and stability marks that all contracts of the api share.
 *
 * <p>Every failure is a {@link org.woq4j.api.WoqException}. It has an {@link
 * org.woq4j.api.ErrorCode}, which programs may compare, and one or more {@link
 * org.woq4j.api.Issue}s, each with a message, a cure and, if known, a {@link
 * org.woq4j.api.Location} in the recipe. A plugin declares its codes as constants:
 *
 * <pre>{@code
 * static final ErrorCode ODD_ROWS = new ErrorCode("my_plugin.odd_rows", Category.USER);
 *
 * throw ODD_ROWS.because(
 *     "the weights at " + group.site() + " have an odd number of rows",
 *     "choose another algorithm");
 * }</pre>
 *
 * <p>Types are {@link org.woq4j.api.Stable} or {@link org.woq4j.api.Experimental}.
 */
@NullMarked
package org.woq4j.api;

import org.jspecify.annotations.NullMarked;
