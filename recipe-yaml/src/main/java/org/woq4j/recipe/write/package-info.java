/** Requests to the engine as recipes in YAML. */
package org.woq4j.recipe.write;
