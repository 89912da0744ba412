/** Recipes from YAML files, changed by the command line, as requests to the engine. */
package org.woq4j.recipe.read;
