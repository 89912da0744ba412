/**
 * The parts of a recipe, and the keys and options of each. Readers, the writer and the JSON Schema
 * share them.
 */
@NullMarked
package org.woq4j.recipe.structure;

import org.jspecify.annotations.NullMarked;
