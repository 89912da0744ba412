/**
 * YAML documents as trees of {@link org.woq4j.recipe.yaml.Node}, each with its location in the
 * text. {@link org.woq4j.recipe.yaml.SourceText} decodes a file, {@link
 * org.woq4j.recipe.yaml.YamlTree} parses it.
 */
@NullMarked
package org.woq4j.recipe.yaml;

import org.jspecify.annotations.NullMarked;
