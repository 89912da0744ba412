package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of old operator sets, which a format raises. */
class OldOperatorsTest {

  @TempDir private Path folder;

  /** The bounds of Clip become inputs of the activation's type, by an operator of opset 15. */
  @Test
  void aFormatThatNeedsOpset11RaisesToOneThatHasWhatTheConversionAdds() throws IOException {
    Path model =
        TestModel.taking(2, 64)
            .versions(9, 4)
            .weight("w", 64, 32)
            .node("Clip", List.of("x"), List.of("c"), Map.of("min", -1f, "max", 1f))
            .node("MatMul", List.of("c", "w"), "y")
            .output("y")
            .write(folder.resolve("old.onnx"));

    Woq run =
        Woq.run(
            "quantize",
            "--model",
            model,
            "--output",
            folder.resolve("new.onnx"),
            "--bits",
            "8",
            "--format",
            "dynamic-int8",
            "--group-size",
            "-1");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("opset raised from 9 to 15", "whole model");
  }
}
