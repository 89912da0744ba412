/** Recipes in YAML, their JSON Schema, and reports in JSON. */
package org.woq4j.recipe;
