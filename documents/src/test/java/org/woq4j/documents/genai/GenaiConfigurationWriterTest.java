package org.woq4j.documents.genai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.GenaiConfiguration.Names;
import org.woq4j.documents.error.DocumentsError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenaiConfigurationWriterTest {

  private static final String LLAMA =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "bos_token_id": 128000,
       "eos_token_id": 128001, "hidden_size": 2048, "num_attention_heads": 32, "head_dim": 64,
       "num_key_value_heads": 8, "num_hidden_layers": 2, "max_position_embeddings": 131072,
       "vocab_size": 128256, "rope_theta": 500000.0}
      """;

  private final GenaiConfigurationWriter writer = new GenaiConfigurationWriter();

  @TempDir private Path folder;

  private static Names names(int layers, String... inputs) {
    List<String> read = new ArrayList<>(List.of(inputs));
    List<String> returned = new ArrayList<>(List.of("logits"));
    for (int layer = 0; layer < layers; layer++) {
      for (String part : List.of("key", "value")) {
        read.add("past_key_values." + layer + "." + part);
        returned.add("present." + layer + "." + part);
      }
    }
    return new Names(read, returned);
  }

  private JsonNode made(String config, Names names) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    return JsonMapper.shared().readTree(writer.make(folder, "model.onnx", names));
  }

  @Test
  void aDecoderHasWhatTheModelBuilderWrites() throws IOException {
    Files.writeString(
        folder.resolve("generation_config.json"),
        """
        {"eos_token_id": [128001, 128009], "do_sample": true, "temperature": 0.6, "top_p": 0.9}
        """);

    JsonNode made = made(LLAMA, names(2, "input_ids", "attention_mask", "position_ids"));

    assertThat(made)
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {
                      "model": {
                        "bos_token_id": 128000,
                        "context_length": 131072,
                        "decoder": {
                          "session_options": {
                            "log_id": "onnxruntime-genai",
                            "provider_options": []
                          },
                          "filename": "model.onnx",
                          "head_size": 64,
                          "hidden_size": 2048,
                          "inputs": {
                            "input_ids": "input_ids",
                            "attention_mask": "attention_mask",
                            "position_ids": "position_ids",
                            "past_key_names": "past_key_values.%d.key",
                            "past_value_names": "past_key_values.%d.value"
                          },
                          "outputs": {
                            "logits": "logits",
                            "present_key_names": "present.%d.key",
                            "present_value_names": "present.%d.value"
                          },
                          "num_attention_heads": 32,
                          "num_hidden_layers": 2,
                          "num_key_value_heads": 8
                        },
                        "eos_token_id": [128001, 128009],
                        "pad_token_id": 128001,
                        "type": "llama",
                        "vocab_size": 128256
                      },
                      "search": {
                        "do_sample": true,
                        "temperature": 0.6,
                        "top_p": 0.9,
                        "max_length": 131072
                      }
                    }
                    """));
  }

  @Test
  void whatTheFilesDoNotSayFollowsOrIsLeftOut() throws IOException {
    String config =
        """
        {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "eos_token_id": 5,
         "n_embd": 12, "n_head": 3, "n_layer": 1, "n_positions": 64, "vocab_size": 6,
         "bos_token_id": null}
        """;

    JsonNode model = made(config, names(1, "input_ids")).get("model");

    assertThat(model.get("type").stringValue()).isEqualTo("decoder");
    assertThat(model.has("bos_token_id")).isFalse();
    assertThat(model.get("pad_token_id").intValue()).isEqualTo(5);
    JsonNode decoder = model.get("decoder");
    assertThat(decoder.get("head_size").intValue()).isEqualTo(4);
    assertThat(decoder.get("num_key_value_heads").intValue()).isEqualTo(3);
    assertThat(decoder.get("inputs").has("position_ids")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen2ForCausalLM, qwen2, qwen2",
    "Gemma2ForCausalLM, gemma2, gemma2",
    "Gemma3ForCausalLM, gemma3_text, gemma3_text",
    "Phi3ForCausalLM, phi3, phi3",
    "MistralForCausalLM, mistral, mistral",
    "NovelForCausalLM, novel, decoder",
  })
  void theTypeIsOneThatTheRuntimeKnows(String architecture, String family, String type)
      throws IOException {
    String config =
        LLAMA.replace("LlamaForCausalLM", architecture).replace("\"llama\"", "\"" + family + "\"");

    assertThat(made(config, names(2, "input_ids")).get("model").get("type").stringValue())
        .isEqualTo(type);
  }

  @Test
  void whatCannotBeMadeIsAnErrorThatNamesTheCause() throws IOException {
    Names usual = names(2, "input_ids");
    refused(usual, "has no config.json");
    Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": ");
    refused(usual, "config.json cannot be read");
    Files.writeString(folder.resolve("config.json"), "[1]");
    refused(usual, "holds no JSON object");
    Files.writeString(folder.resolve("config.json"), LLAMA.replace("hidden_size", "width"));
    refused(usual, "config.json has no whole number 'hidden_size'", "model builder");
    Files.writeString(folder.resolve("config.json"), LLAMA.replace("eos_token_id", "end"));
    refused(usual, "has no 'eos_token_id'");
    Files.writeString(folder.resolve("config.json"), LLAMA);
    refused(names(0, "input_ids"), "no input 'past_key_values.0.key'");
    refused(names(3, "input_ids"), "has 2 layers, and the model has a cache for 3");
    refused(names(2, "tokens"), "no input 'input_ids'");
    refused(names(2, "input_ids", "use_cache_branch"), "does not feed", "'use_cache_branch'");
    refused(new Names(usual.inputs(), List.of("logits")), "no output 'present.0.key'");
  }

  private void refused(Names names, String... parts) {
    assertThatExceptionOfType(WoqException.class)
        .isThrownBy(() -> writer.make(folder, "model.onnx", names))
        .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(DocumentsError.GENAI))
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(parts));
  }

  @Test
  void onlyTheNamedModelIsRenamed() throws IOException {
    Path file = folder.resolve("genai_config.json");
    Files.writeString(
        file,
        """
        {"model": {"decoder": {"filename": "onnx/model.onnx", "head_size": 64},
          "vision": {"filename": "vision.onnx"}, "pipe": [{"a": {"filename": "onnx/model.onnx"}}]}}
        """);

    JsonNode model =
        JsonMapper.shared().readTree(writer.rename(file, "onnx/model.onnx", "q.onnx")).get("model");

    assertThat(
            Stream.of("/decoder/filename", "/vision/filename", "/pipe/0/a/filename")
                .map(at -> model.at(at).stringValue()))
        .containsExactly("q.onnx", "vision.onnx", "q.onnx");
    assertThat(model.at("/decoder/head_size").intValue()).isEqualTo(64);
  }
}
