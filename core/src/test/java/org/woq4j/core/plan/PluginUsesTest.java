package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapSource;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

class PluginUsesTest {

  /** A plugin that the others depend on. */
  private static final Plugin LIBRARY = new Plugin("library", "2.0", "library.jar", List.of());

  private static final UsedPlugin USED_LIBRARY =
      new UsedPlugin("library", "2.0", List.of(), List.of(), List.of(), List.of());

  /** Delegates to the algorithm that its option names. */
  private record Delegating(Set<Statistic> needs) implements WeightOnlyAlgorithm {

    private static final OptionSpec<AlgorithmReference> TO =
        OptionSpec.algorithm("to")
            .defaultsTo(new AlgorithmReference("inner", OptionValues.none()))
            .doc("Does the work.")
            .build();

    @Override
    public String id() {
      return "outer";
    }

    @Override
    public List<OptionSpec<?>> options() {
      return List.of(TO);
    }

    @Override
    public Set<Statistic> needs(OptionValues options) {
      return needs;
    }

    @Override
    public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
      return context.delegate(context.options().get(TO), group);
    }
  }

  private static Providers plugin(
      String id,
      List<WeightOnlyAlgorithm> algorithms,
      List<NodeEmitter> emitters,
      List<CalibrationSource> sources) {
    return new Providers(
        new Plugin(id, "1.0", id + ".jar", List.of(LIBRARY)),
        algorithms,
        emitters,
        sources,
        List.of(),
        List.of());
  }

  private static RoundingAlgorithm rounding(String id) {
    return new RoundingAlgorithm(id, true, UnaryOperator.identity());
  }

  private static List<UsedPlugin> used(String algorithm, Set<Statistic> needs) {
    Registry registry =
        Registry.builder()
            .add(rounding("own"))
            .add(plugin("b", List.of(rounding("inner"), rounding("idle")), List.of(), List.of()))
            .add(
                plugin(
                    "a",
                    List.of(new Delegating(needs)),
                    List.of(new ByteEmitter("bytes"), new ByteEmitter("others")),
                    List.of(new HeapSource())))
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(Settings.builder().algorithm(algorithm).format("bytes").build())
            .calibration(Calibration.of(Reference.of("heap")))
            .build();
    HeapModel model = new HeapModel().matMul("v", 32, 16, "n").matMul("w", 32, 16, "m");
    return Planner.plan(request, model, registry, List.of()).selection().plugins();
  }

  @Test
  void delegatesFormatsAndTheSourceCountToo() {
    assertThat(used("outer", Set.of(Statistic.ABS_MEAN)))
        .containsExactly(
            new UsedPlugin(
                "a", "1.0", List.of("outer"), List.of("bytes"), List.of("heap"), List.of()),
            new UsedPlugin("b", "1.0", List.of("inner"), List.of(), List.of(), List.of()),
            USED_LIBRARY);
  }

  @Test
  void aSourceThatIsNotOpenedAndWhatIsOnTheClassPathDoNot() {
    assertThat(used("own", Set.of()))
        .containsExactly(
            new UsedPlugin("a", "1.0", List.of(), List.of("bytes"), List.of(), List.of()),
            USED_LIBRARY);
  }
}
