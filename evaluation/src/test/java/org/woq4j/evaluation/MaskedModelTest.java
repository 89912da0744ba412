package org.woq4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.evaluation.result.QualityResult;
import org.woq4j.evaluation.result.QualityResult.LeftOut;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * Language models without a cache. Where a token sees those after it, it predicts no next token.
 */
class MaskedModelTest {

  private static final int SAMPLES = 2;
  private static final int FLOAT = 1;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"false, 1000000000", "true, 1000000000", "true, 1"})
  void onlyAModelThatSeesNoLaterTokensPredictsTheNext(boolean masked, long memory) {
    QualityResult quality =
        Comparison.of(model("decoder.onnx", masked), model("decoder.int4.onnx", masked))
            .using(Quantizer.builder().with(new TokenSource(texts())).build())
            .data(Reference.of("tokens", Map.of("batch", SAMPLES)))
            .runtimeIn(RuntimePlace.PROCESS)
            .measuring(false, false)
            .memoryBound(memory)
            .threads(1)
            .run()
            .candidates()
            .get(0)
            .quality();

    assertThat(quality.figures()).extracting(Figure::name).contains("kl", "top1", "cosine");
    assertThat(quality.figures().stream().map(Figure::name))
        .filteredOn(name -> name.startsWith("perplexity") || name.startsWith("right_token"))
        .hasSize(masked ? 0 : 21);
    assertThat(quality.leftOut())
        .filteredOn(each -> each.measure().equals("next-token"))
        .extracting(LeftOut::reason)
        .hasSize(masked ? 1 : 0)
        .allMatch(reason -> reason.contains("depend on the tokens after it"));
  }

  /** Of different lengths, so that the shorter one is padded. */
  private static List<long[]> texts() {
    List<long[]> texts = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      texts.add(GoldenFiles.numbers("decoder." + i + ".tokens"));
    }
    return texts;
  }

  /** The cache is empty for good. */
  private Path model(String name, boolean masked) {
    ChangedModel model = new ChangedModel(GoldenFiles.path(name));
    GraphProto.Builder graph = model.graph();
    List<ValueInfoProto> inputs = List.copyOf(graph.getInputList());
    graph.clearInput();
    for (ValueInfoProto input : inputs) {
      if (input.getName().startsWith("past")) {
        graph.addInitializer(
            TensorProto.newBuilder()
                .setName(input.getName())
                .setDataType(FLOAT)
                .addAllDims(List.of((long) SAMPLES, 4L, 0L, 8L)));
      } else {
        graph.addInput(input);
      }
    }
    ValueInfoProto logits = graph.getOutput(0);
    graph.clearOutput().addOutput(logits);
    if (masked) {
      NodeProto.Builder keys = model.node("Range");
      model.node("LessOrEqual").setInput(1, keys.getInput(1));
    }
    return model.write(folder.resolve(name));
  }
}
