package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;

class PluginsReaderTest {

  /** Where something is wrong, what was meant may be a list: other plugins must not be loaded. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "threads: 2                                                     | false | none",
        "plugins: {path: p}                                             | false | none",
        "plugins: {path: p, require: []}                                | true  | none",
        "plugins: {require: [{id: a}, {id: b, version: '1.0'}]}         | true  | a b",
        "plugins: {require: [{id: a}, {id: b, sha256: abc}]}            | true  | a",
        "plugins: {require: [{id: a}, {id: b, version: [1]}]}           | true  | a",
        "plugins: {require: [{id: a}, {id: b, sha265: abc}]}            | true  | a",
        "plugins: {require: a}                                          | true  | none",
        "plugins: {requires: [{id: a}]}                                 | true  | none",
        "plugins: p                                                     | true  | none",
        "plugin: {require: [{id: a}]}                                   | true  | none",
      })
  void onlyRequiredPluginsWhereTheRecipeHasOrMayHaveAList(
      String line, boolean onlyRequired, String ids) {
    PluginSelection plugins = Recipes.read("model: m\noutput: o\n" + line).plugins();

    assertThat(plugins.onlyRequired()).isEqualTo(onlyRequired);
    assertThat(plugins.required())
        .extracting(PluginRequirement::id)
        .containsExactly(ids == null ? new String[0] : ids.split(" "));
  }
}
