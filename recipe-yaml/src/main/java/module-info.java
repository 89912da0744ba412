/** Recipes in YAML. */
module org.woq4j.recipe {
  requires transitive org.woq4j.core;
  requires org.snakeyaml.engine;
  requires static org.jspecify;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports org.woq4j.recipe.read;
  exports org.woq4j.recipe.schema;
  exports org.woq4j.recipe.structure;
  exports org.woq4j.recipe.write;

  provides org.woq4j.core.request.RecipeWriter with
      org.woq4j.recipe.write.YamlRecipeWriter;
}
