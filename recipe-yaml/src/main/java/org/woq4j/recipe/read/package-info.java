/**
 * Reads recipes. {@link org.woq4j.recipe.read.RecipeReader} parses the YAML file, applies the
 * overrides of the command line, and returns a request together with every problem that it found. A
 * reader per part ({@code RequestReader}, {@code CalibrationReader}, {@code PluginsReader})
 * collects issues and never stops at the first.
 */
@NullMarked
package org.woq4j.recipe.read;

import org.jspecify.annotations.NullMarked;
