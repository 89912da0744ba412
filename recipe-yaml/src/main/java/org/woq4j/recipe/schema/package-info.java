/**
 * The JSON Schema of recipes, for editors. {@link org.woq4j.recipe.schema.RecipeSchema} builds it
 * from the same options that validate recipes.
 */
@NullMarked
package org.woq4j.recipe.schema;

import org.jspecify.annotations.NullMarked;
