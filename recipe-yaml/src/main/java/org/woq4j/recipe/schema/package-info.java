/** The JSON Schema of recipes, for editors. */
package org.woq4j.recipe.schema;
