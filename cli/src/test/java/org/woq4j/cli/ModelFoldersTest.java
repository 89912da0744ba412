package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in folders with the files that belong to them. */
class ModelFoldersTest {

  @TempDir private Path folder;
  private Path home;
  private Path model;

  @BeforeEach
  void makeAFolderAsPeopleHaveIt() throws IOException {
    home = Files.createDirectories(folder.resolve("float"));
    model = Woq.resource("/golden/rtn_05_in.onnx", home.resolve("model.onnx"));
    Files.writeString(home.resolve("tokenizer.json"), "{}");
    Files.writeString(home.resolve("config.json"), "{\"hidden_size\": 8}");
    Files.writeString(home.resolve("merges.txt"), "a b");
    Files.writeString(home.resolve("model.safetensors"), "large");
    Files.writeString(home.resolve(".hidden.json"), "{}");
  }

  private Woq quantize(Path float32, String output, String... more) {
    return Woq.run(
        Stream.concat(
                Stream.of("quantize", "--model", float32.toString(), "--output", output),
                Stream.of(more))
            .toArray());
  }

  private List<String> filesOf(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void aSlashAtTheEndMakesAFolderWithTheFilesThatBelongToTheModel() throws IOException {
    Path output = folder.resolve("new").resolve("int4");

    Woq run = quantize(model, output + "/");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(filesOf(output))
        .containsExactly("config.json", "merges.txt", "model.onnx", "tokenizer.json");
    assertThat(output.resolve("config.json")).hasSameBinaryContentAs(home.resolve("config.json"));
    assertThat(Files.size(output.resolve("model.onnx"))).isLessThan(Files.size(model));
    assertThat(run.out()).contains("copied", "config.json, merges.txt, tokenizer.json");
  }

  @Test
  void aRunThatFailsLeavesNoFolder() throws IOException {
    Path output = folder.resolve("new").resolve("int4");

    Woq run =
        quantize(
            model, output + "/", "--layout", "transformers.js", "--bits", "1", "--fail-on-warning");

    assertThat(run.code()).isEqualTo(6);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void transformersJsFindsTheModelUnderTheNameOfItsBits() throws IOException {
    Path inner = Files.createDirectories(home.resolve("onnx")).resolve("model.onnx");
    Files.move(model, inner);
    Path output = folder.resolve("web");

    assertThat(quantize(inner, output + "/", "--layout", "transformers.js").code()).isZero();
    assertThat(quantize(inner, output + "/", "--layout", "transformers.js", "--bits", "8").code())
        .isZero();

    assertThat(filesOf(output))
        .containsExactly(
            "config.json",
            "merges.txt",
            "onnx/model_q4.onnx",
            "onnx/model_quantized.onnx",
            "tokenizer.json");
  }

  @Test
  void aFolderIsAModelToo() throws IOException {
    Path output = folder.resolve("new");
    assertThat(Woq.run("inspect", home).out())
        .isEqualTo(Woq.run("inspect", model).out())
        .contains("QUANTIZABLE");

    assertThat(Woq.run("plan", "--model", home, "--output", output + "/").code()).isZero();
    assertThat(quantize(home, output + "/").code()).isZero();

    assertThat(filesOf(output))
        .containsExactly("config.json", "merges.txt", "model.onnx", "tokenizer.json");
  }

  @Test
  void theModelOfAFolderMayLieInItsFolderOnnxBesideQuantizedCopies() throws IOException {
    Path inner = Files.createDirectories(home.resolve("onnx"));
    Files.writeString(inner.resolve("model_quantized.onnx"), "another");
    Files.move(model, inner.resolve("model.onnx"));
    Path output = folder.resolve("web");

    assertThat(
            quantize(home, output + "/", "--layout", "transformers.js", "--rest", "float16").code())
        .isZero();

    assertThat(filesOf(output)).contains("onnx/model_q4f16.onnx", "tokenizer.json");
  }

  @Test
  void aFolderWithOneModelNeedsNoUsualName() throws IOException {
    Files.move(model, home.resolve("decoder_model_merged.onnx"));
    Path output = folder.resolve("new");

    assertThat(quantize(home, output + "/").code()).isZero();

    assertThat(filesOf(output)).contains("decoder_model_merged.onnx");
  }

  @Test
  void aFolderWithSeveralModelsOrNoneIsOneClearError() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, "model: float/\noutput: new/\ndefaults: {bitz: 4}");
    Files.createDirectories(home.resolve("onnx"));
    Files.copy(model, home.resolve("onnx").resolve("model.onnx"));

    Woq twice = Woq.run("quantize", recipe);

    assertThat(twice.code()).isEqualTo(Errors.USER);
    assertThat(twice.err())
        .contains("recipe.yaml:1:", "several models: model.onnx, onnx/model.onnx", "name one")
        .contains("'bitz'");

    Files.move(home.resolve("onnx").resolve("model.onnx"), home.resolve("encoder_model.onnx"));
    Files.move(model, home.resolve("decoder_model.onnx"));
    assertThat(quantize(home, "new/").err())
        .contains("several models: decoder_model.onnx, encoder_model.onnx");

    Files.delete(home.resolve("encoder_model.onnx"));
    Files.delete(home.resolve("decoder_model.onnx"));
    Woq none = Woq.run("inspect", home);
    assertThat(none.code()).isEqualTo(Errors.USER);
    assertThat(none.err()).contains("has no model", "export the model to ONNX");
  }

  @Test
  void theSameFolderGetsOnlyTheModel() throws IOException {
    List<String> before = filesOf(home);

    assertThat(quantize(model, home + "/", "--layout", "transformers.js").code()).isZero();

    assertThat(filesOf(home)).hasSize(before.size() + 1).contains("onnx/model_q4.onnx");
  }

  @Test
  void theFloatModelIsNotReplaced() throws IOException {
    Woq run = quantize(model, home + "/");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("would replace");
    assertThat(filesOf(home)).contains("model.onnx");
  }

  @Test
  void genaiNeedsAConfigurationThatNamesTheModel() throws IOException {
    Path output = folder.resolve("genai");

    Woq run = quantize(model, output + "/", "--layout", "genai");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("genai_config.json", "no input 'input_ids'", "model builder");
    assertThat(output).doesNotExist();

    Files.writeString(
        home.resolve("genai_config.json"), "{\"model\": {\"filename\": \"onnx/model.onnx\"}}");
    Path inner = Files.createDirectories(home.resolve("onnx")).resolve("model.onnx");
    Files.move(model, inner);
    assertThat(quantize(home, output + "/", "--layout", "genai").code()).isZero();
    assertThat(filesOf(output)).contains("genai_config.json", "model.onnx");
    assertThat(output.resolve("genai_config.json")).content().contains("\"model.onnx\"");
  }

  @Test
  void theConfigurationOfADecoderIsMadeFromThatOfItsExporter() throws IOException {
    Path decoder = CalibrationDataTest.MODELS.resolve("llama_kv.onnx");
    Files.copy(decoder, model, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        home.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "hidden_size": 64, "num_attention_heads": 4,
         "num_hidden_layers": 2, "max_position_embeddings": 32, "vocab_size": 128, "eos_token_id": 2}
        """);
    Path output = folder.resolve("genai");

    Woq run = quantize(home, output + "/", "--layout", "genai");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("copied", "config.json, genai_config.json");
    assertThat(output.resolve("genai_config.json"))
        .content()
        .contains("\"type\" : \"llama\"", "\"filename\" : \"model.onnx\"");
  }

  @Test
  void aRecipeHasALayoutToo() throws IOException {
    Path recipe = home.resolve("recipe.yaml");
    Files.writeString(
        recipe, "model: model.onnx\noutput: ../web/\nlayout: transformers.js\ndefaults: {bits: 4}");

    assertThat(Woq.run("quantize", recipe).code()).isZero();
    assertThat(filesOf(folder.resolve("web"))).contains("onnx/model_q4.onnx", "tokenizer.json");

    Files.writeString(recipe, "model: model.onnx\noutput: ../web/\nlayout: flat");
    Woq wrong = Woq.run("quantize", recipe);
    assertThat(wrong.code()).isEqualTo(Errors.USER);
    assertThat(wrong.err()).contains("recipe.yaml:3:", "'flat'", "plain, genai, transformers.js");
  }

  @Test
  void anUnknownLayoutOnTheCommandLineIsRefused() {
    Woq run = quantize(model, "x/", "--layout", "flat");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("--layout", "plain, genai, transformers.js");
  }
}
