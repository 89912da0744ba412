package org.woq4j.recipe.read;

import java.nio.file.Path;
import java.util.Optional;
import org.woq4j.core.folder.FolderLayout;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/**
 * Reads where the quantized model goes: to a file, or to a folder with the files that belong to it.
 */
final class OutputReader {

  private final Keys keys;

  OutputReader(Keys keys) {
    this.keys = keys;
  }

  /** The target; an output with a slash at its end, or with a layout, is a folder. */
  TargetModel read(SourceModel model, Path output, Settings defaults, Optional<Rest> rest) {
    boolean isFolder = keys.text(RecipeKeys.OUTPUT).filter(FolderLayout::endsAsFolder).isPresent();
    if (!isFolder && keys.lacks(RecipeKeys.LAYOUT)) {
      return TargetModel.to(output);
    }
    return TargetModel.in(
        output,
        layout().orElse(FolderLayout.PLAIN),
        model.file().orElseThrow(),
        bits(defaults),
        rest.orElse(Rest.FLOAT32));
  }

  private Optional<FolderLayout> layout() {
    Optional<String> written = keys.text(RecipeKeys.LAYOUT);
    Optional<FolderLayout> layout = written.flatMap(FolderLayout::of);
    if (written.isPresent() && layout.isEmpty()) {
      keys.problem(
          keys.place(RecipeKeys.LAYOUT),
          "there is no layout '" + written.get() + "'",
          "it is one of " + String.join(", ", FolderLayout.ids()));
    }
    return layout;
  }

  private static int bits(Settings defaults) {
    Object written = defaults.scheme().get(SchemeOptions.BITS.name());
    return written instanceof Integer bits ? bits : SchemeOptions.BITS.defaultValue().orElseThrow();
  }
}
