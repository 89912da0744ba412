/** YAML documents as trees of values that know where they were written. */
package org.woq4j.recipe.yaml;
