package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong in a plugin, the message names provider, plugin, jar and layer. */
class BlameTest {

  private static final String PLUGIN = "plugin acme 1.0.0 (acme.jar)";
  private static final String GOOD_NODE =
      "new NodeSpec(\"\", \"MatMul\", List.of(x, w), List.of(y), Map.of())";
  private static final String GOOD_TENSOR =
      "new NamedTensor(\"x\", ElementType.FLOAT32, new long[] {1, 32}, rows)";

  @TempDir private Path folder;

  /** A model of so many layers w0, w1, and so on, [32, 32] each. */
  private void writeModel(int layers) throws IOException {
    TestModel model = TestModel.taking(2, 32).versions(17, 8);
    for (int i = 0; i < layers; i++) {
      model
          .weight("w" + i, 32, 32)
          .node("MatMul", List.of(i == 0 ? "x" : "y" + (i - 1), "w" + i), "y" + i);
    }
    model.output("y" + (layers - 1)).write(folder.resolve("model.onnx"));
  }

  private Woq quantize(String algorithm, String format, Object... more) throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: output.onnx
            plugins: {path: .}
            calibration: {source: %s}
            defaults: {algorithm: %s, bits: 4, group_size: 16, format: %s}
            """
                .formatted(algorithm.equals("gptq") ? "broken" : "random", algorithm, format));
    Object[] arguments = new Object[more.length + 2];
    arguments[0] = "quantize";
    arguments[1] = recipe;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return Woq.run(arguments);
  }

  private Path jar() {
    return folder.resolve("acme.jar");
  }

  private Path output() {
    return folder.resolve("output.onnx");
  }

  /** Each number of threads: which layer fails first must not depend on it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void anAlgorithmsOwnRefusalNamesTheFirstLayerAndHowManyOthersFail(int threads) throws Exception {
    writeModel(8);
    PluginJar.ofAlgorithm(
        """
        if (!weight.name().equals("w0") && !weight.name().equals("w3")) {
          if (weight.name().equals("w1")) {
            try { Thread.sleep(100); } catch (InterruptedException e) { }
          }
          throw new org.woq4j.api.ErrorCode(
                  "acme.odd", org.woq4j.api.ErrorCode.Category.USER)
              .because("it is odd", "make it even");
        }
        """,
        jar());

    Woq run = quantize("broken", "matmul-nbits", "--quiet", "--threads", threads);

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err())
        .isEqualTo(
            "error: the algorithm 'broken' of "
                + PLUGIN
                + " at w1: it is odd (5 other layers fail alike)\n  make it even\n");
    assertThat(output()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aModelOfManyLayersIsNotTriedToItsEnd(int threads) throws Exception {
    writeModel(40);
    PluginJar.ofAlgorithm("if (scales[0] == 1) return null;", jar());

    Woq run = quantize("broken", "matmul-nbits", "--quiet", "--threads", threads);

    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(run.err())
        .contains(PLUGIN + " failed at w0: ")
        .contains("(at least 16 other layers fail alike)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aTaskThatCallsForEachIsRefused(int threads) throws Exception {
    writeModel(1);
    PluginJar.ofAlgorithm("", "context.forEach(2, i -> context.forEach(2, j -> {}));", jar());

    Woq run = quantize("broken", "matmul-nbits", "--quiet", "--threads", threads);

    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(run.err())
        .contains(
            "the algorithm 'broken' of " + PLUGIN + " failed at w0: ",
            "a task of forEach called forEach, which the contract forbids",
            "this is a defect of the algorithm; choose another");
  }

  @Test
  void aGoodFormatOfAPluginPasses() throws Exception {
    writeModel(2);
    PluginJar.ofFormat("", GOOD_NODE, jar());

    Woq run = quantize("rtn", "broken");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("quality     as the errors of the layers explain");
    assertThat(output()).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MatMull | '' | does not load",
        "MatMul | com.acme | does not load",
        "Relu | '' | does not load",
        "Add | '' | does not run",
      })
  void aFormatWithAWrongOperatorIsNamed(String operator, String domain, String message)
      throws Exception {
    writeModel(3);
    PluginJar.ofFormat(
        "",
        GOOD_NODE
            .replace("\"MatMul\"", "\"" + operator + "\"")
            .replace("\"\"", "\"" + domain + "\""),
        jar());

    Woq run = quantize("rtn", "broken", "--quiet");

    assertThat(run.err())
        .startsWith("error: the format 'broken' of " + PLUGIN)
        .contains(
            "y0", message, "this is a defect of the format; choose another", "2 other layers");
    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(output()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if (k == 5) continue; | did not write byte 640 of the 4096 bytes of its tensor 'floats'",
        "if (k == 5) throw new IllegalStateException(\"oh\"); | IllegalStateException: oh",
        "row.putFloat(0, 77); | stores a wrong weight",
      })
  void aFormatThatPacksWronglyIsNamed(String statement, String message) throws Exception {
    writeModel(3);
    PluginJar.ofFormat(statement, GOOD_NODE, jar());

    Woq run = quantize("rtn", "broken", "--quiet");

    assertThat(run.err())
        .contains("the format 'broken' of " + PLUGIN, message, "2 other layers fail alike")
        .containsPattern("error: .*(w0|y0)");
    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(output()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "List.of(y) | List.of(y + \"1\") | none of its 1 nodes computes the output of /y0",
        "Map.of() | Map.of(\"axis\", 1) | the attribute axis is a Integer",
      })
  void aFormatWithUnsoundNodesIsNamed(String good, String bad, String message) throws Exception {
    writeModel(1);
    PluginJar.ofFormat("", GOOD_NODE.replace(good, bad), jar());

    Woq run = quantize("rtn", "broken", "--quiet");

    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(run.err()).contains("w0: the format 'broken' of " + PLUGIN, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\" | \"z\" | the model has no input z",
        "{1, 32} | {1, 1, 32} | has the shape",
        "FLOAT32 | INT32 | is INT32, but the model expects FLOAT32",
      })
  void aSourceWithWrongTensorsIsNamed(String good, String bad, String message) throws Exception {
    writeModel(1);
    PluginJar.ofSource(GOOD_TENSOR.replace(good, bad), jar());

    Woq run = quantize("gptq", "matmul-nbits", "--quiet");

    assertThat(run.err())
        .startsWith("error: batch 1 of the calibration source 'broken' of " + PLUGIN + ": ")
        .contains(message);
    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
  }

  @Test
  void aPluginThatReturnsGarbageGivesADoubtfulModel() throws Exception {
    writeModel(2);
    PluginJar.ofAlgorithm(
        "new Random(1).nextBytes(codes); for (int i = 0; i < codes.length; i++) codes[i] &= 15;",
        jar());

    Woq run = quantize("broken", "matmul-nbits");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern(
            "quality     doubtful, see the warnings: output y1 is off by 1\\d\\d times its size")
        .contains(
            "warning: the quantized weight is off by more than half of the float weight's size in /y0 (w0, relative error ")
        .contains("warning: the output y1 has a relative error of ");

    Files.delete(output());
    Woq strict = quantize("broken", "matmul-nbits", "--fail-on-warning", "--quiet");

    assertThat(strict.code()).isEqualTo(Errors.WARNING);
    assertThat(strict.err()).contains("error: the quantized weight is off", "y0 (w0, relative");
    assertThat(output()).doesNotExist();
  }

  @Test
  void aLayerWithoutACodeIsLost() throws Exception {
    writeModel(2);
    PluginJar.ofAlgorithm("", jar());

    Woq run = quantize("broken", "matmul-nbits", "--no-verify");

    assertThat(run.out())
        .contains(
            "quality     doubtful, see the warnings",
            "warning: all codes are 0 in /y0 (w0, relative error 1.00), /y1 (w1, relative error 1.00)");
  }
}
