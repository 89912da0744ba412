package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.onnx.proto.ModelProto;

/** A float16 weight [64,64] whose first 13 columns are so small that float16 hardly has scales. */
class SmallColumnsTest {

  private static final int COLUMNS = 64;
  private static final int SMALL = 13;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "matmul-nbits, asym, 2 4 8",
    "matmul-nbits, sym, 2 4 8",
    "qdq, asym, 4 8",
    "fake-quant, asym, 2 3 5 8"
  })
  void theirErrorFallsWithTheBits(String format, String scheme, String bits) throws IOException {
    Path original = model();
    float[] exact = output(original);
    double before = 2;
    for (String width : bits.split(" ")) {
      Path output = folder.resolve(width + ".onnx");
      Woq run =
          Woq.run(
              "quantize",
              "--model",
              original,
              "--output",
              output,
              "--format",
              format,
              "--bits",
              width,
              "--scheme",
              scheme,
              "--group-size",
              "32");
      assertThat(run.code()).as(run.out() + run.err()).isZero();
      double error = errorOfSmallColumns(exact, output(output));
      assertThat(error).as("%s bits", width).isLessThan(before / 2);
      before = error;
    }
  }

  private Path model() throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .mergeFrom(Files.readAllBytes(SiteNamesTest.CASES.resolve("f16_small_columns.onnx")));
    // Any number of rows would do.
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(4);
    return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
  }

  private static float[] output(Path model) {
    return RuntimeOutputs.of(model, OptLevel.ALL_OPT, 0).floats().get("y");
  }

  private static double errorOfSmallColumns(float[] exact, float[] actual) {
    double squares = 0;
    double errors = 0;
    for (int i = 0; i < exact.length; i++) {
      if (i % COLUMNS < SMALL) {
        squares += exact[i] * (double) exact[i];
        errors += Math.pow((double) actual[i] - exact[i], 2);
      }
    }
    return Math.sqrt(errors / squares);
  }
}
