package org.woq4j.documents.genai;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.woq4j.core.files.GenaiConfiguration;
import org.woq4j.documents.error.DocumentsError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes and changes {@code genai_config.json}. What the files do not say is left out, and ONNX
 * Runtime GenAI takes its default. Safe for use by several threads.
 *
 * <p>Sources: {@code make_genai_config} of the model builder and {@code src/models/model_type.h} of
 * onnxruntime-genai, August 2026.
 */
public final class GenaiConfigurationWriter implements GenaiConfiguration {

  /** The types of decoders that ONNX Runtime GenAI treats in their own way. */
  private static final Set<String> TYPES =
      Set.of(
          "chatglm",
          "ernie4_5",
          "gemma",
          "gemma2",
          "gemma3_text",
          "gptoss",
          "granite",
          "granitemoehybrid",
          "hunyuandensev1",
          "internlm2",
          "llama",
          "mistral",
          "nemotron",
          "olmo",
          "phi",
          "phi3",
          "phi3small",
          "phimoe",
          "qwen2",
          "qwen3",
          "smollm3");

  /** The type of every other decoder. */
  private static final String DECODER = "decoder";

  /** Settings of a search that exporters write under the same name. */
  private static final List<String> SEARCH =
      List.of(
          "do_sample",
          "length_penalty",
          "no_repeat_ngram_size",
          "num_beams",
          "repetition_penalty",
          "temperature",
          "top_k",
          "top_p");

  /** Called by {@link java.util.ServiceLoader}. */
  public GenaiConfigurationWriter() {}

  @Override
  public String make(Path folder, String file, Names decoder) {
    ExporterSettings settings = ExporterSettings.of(folder);
    DecoderNames names = DecoderNames.of(decoder);
    int context = settings.size("max_position_embeddings", "seq_length", "n_positions", "n_ctx");
    ObjectNode model = JsonTree.object();
    settings.generation("bos_token_id").ifPresent(id -> model.set("bos_token_id", id));
    model.put("context_length", context);
    model.set("decoder", decoder(settings, names).put("filename", file));
    JsonNode end =
        settings
            .generation("eos_token_id")
            .orElseThrow(
                () -> ExporterSettings.cannotMake(settings.file() + " has no 'eos_token_id'"));
    model.set("eos_token_id", end);
    model.set(
        "pad_token_id",
        settings.generation("pad_token_id").orElseGet(() -> end.optional(0).orElse(end)));
    model.put("type", type(settings)).put("vocab_size", settings.size("vocab_size"));
    ObjectNode root = JsonTree.object();
    root.set("model", model);
    root.set("search", search(settings).put("max_length", context));
    return JsonTree.text(root);
  }

  private static ObjectNode decoder(ExporterSettings settings, DecoderNames names) {
    int layers = settings.size("num_hidden_layers", "num_layers", "n_layer");
    if (layers != names.layers()) {
      throw ExporterSettings.cannotMake(
          "%s has %d layers, and the model has a cache for %d"
              .formatted(settings.file(), layers, names.layers()));
    }
    int heads = settings.size("num_attention_heads", "n_head");
    int hidden = settings.size("hidden_size", "n_embd");
    ObjectNode decoder = JsonTree.object();
    decoder
        .putObject("session_options")
        .put("log_id", "onnxruntime-genai")
        .putArray("provider_options");
    decoder.put("head_size", settings.optionalSize("head_dim").orElse(hidden / heads));
    decoder.put("hidden_size", hidden);
    decoder.set("inputs", names.inputs());
    decoder.set("outputs", names.outputs());
    decoder.put("num_attention_heads", heads);
    decoder.put("num_hidden_layers", layers);
    return decoder.put(
        "num_key_value_heads",
        settings.optionalSize("num_key_value_heads", "multi_query_group_num").orElse(heads));
  }

  /** Named after the class of the model, such as {@code LlamaForCausalLM}, or after its family. */
  private static String type(ExporterSettings settings) {
    Optional<String> ofClass =
        settings
            .architecture()
            .map(name -> name.replaceFirst("For.*", "").toLowerCase(Locale.ROOT));
    return Stream.of(ofClass, settings.text("model_type"))
        .flatMap(Optional::stream)
        .filter(TYPES::contains)
        .findFirst()
        .orElse(DECODER);
  }

  private static ObjectNode search(ExporterSettings settings) {
    ObjectNode search = JsonTree.object();
    for (String key : SEARCH) {
      settings.generation(key).ifPresent(value -> search.set(key, value));
    }
    return search;
  }

  @Override
  public String rename(Path configuration, String from, String to) {
    ObjectNode root = JsonTree.read(configuration, DocumentsError.GENAI);
    rename(root, from, to);
    return JsonTree.text(root);
  }

  /** A model of several parts has a file for each. */
  private static void rename(JsonNode node, String from, String to) {
    if (node instanceof ObjectNode object
        && object
            .optional("filename")
            .flatMap(JsonNode::stringValueOpt)
            .filter(from::equals)
            .isPresent()) {
      object.put("filename", to);
    }
    node.forEach(child -> rename(child, from, to));
  }
}
