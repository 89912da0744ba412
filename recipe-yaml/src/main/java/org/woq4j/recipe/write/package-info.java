/**
 * Writes a request as a YAML recipe. {@link org.woq4j.recipe.write.YamlRecipeWriter} is the service
 * that the engine finds.
 */
@NullMarked
package org.woq4j.recipe.write;

import org.jspecify.annotations.NullMarked;
