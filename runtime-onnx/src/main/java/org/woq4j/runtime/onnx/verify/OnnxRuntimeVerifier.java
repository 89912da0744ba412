package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.inputs.IndexBounds;
import org.woq4j.onnx.pieces.Float32Copy;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;
import org.woq4j.runtime.onnx.verify.NodewiseVerification.WeightCheck;
import org.woq4j.runtime.onnx.verify.declared.DeclaredInterface;
import org.woq4j.runtime.onnx.verify.inputs.GeneratedInputs;

/**
 * Verifies a written model in ONNX Runtime on this machine's CPU: both models are run on samples,
 * or on generated inputs if there are none, with graph optimizations disabled and at the default
 * level; and the weight of each replaced node is decoded. A written model in bfloat16 runs as a
 * float32 copy. If the float model does not run here or is larger than the memory bound, each
 * replaced node is checked by itself: it is run, or its weight is decoded, and compared with what
 * the algorithm returned. Safe for several threads.
 */
public final class OnnxRuntimeVerifier implements ModelVerifier {

  static final String NO_FPQ4 =
      "MatMulFpQ4 runs only on CPUs with AVX-512, which this machine lacks";

  private static final String BFLOAT16 =
      "it ran as a float32 copy, because ONNX Runtime has no bfloat16 kernels for CPUs";

  private static final double MEBIBYTE = 1 << 20;

  /** Called by {@link java.util.ServiceLoader}. */
  public OnnxRuntimeVerifier() {}

  @Override
  public Verification verify(VerificationTask task) {
    OnnxFile original = OpenedOnnxModel.of(task.original());
    try (OnnxRuntime runtime =
            OnnxRuntime.start(
                task.place(),
                "the written model cannot be verified",
                "turn verification off (--no-verify)");
        OnnxFile written = OnnxFile.open(task.written().file())) {
      GraphProto graph = original.model().getGraph();
      DeclaredInterface declared = DeclaredInterface.of(graph);
      declared
          .written(task.written().io())
          .requireSame(DeclaredInterface.of(written.model().getGraph()));
      boolean runsFpQ4 = !usesFpQ4(written.model().getGraph()) || FpQ4Probe.runsHere(runtime);
      NodewiseVerification nodes =
          new NodewiseVerification(
              new NodeCheck(runtime, task.memory(), runsFpQ4),
              task.memory(),
              NodePair.all(task.weights(), original, written));
      Optional<String> obstacle = runsFpQ4 ? tooLarge(task.memory()) : Optional.of(NO_FPQ4);
      if (obstacle.isEmpty()) {
        try (WeightCheck weights = nodes.checkWeights()) {
          Optional<ModelProto> copy =
              Optional.of(written.model()).filter(Float32Copy::isNeeded).map(Float32Copy::of);
          ModelSource source = source(runtime, task, written, copy);
          ModelPair pair =
              pair(
                  runtime,
                  original,
                  level -> declared.run(source.load(level), task.written().io()));
          ModelPair.Result result = whole(pair, task, original, declared);
          List<String> reasons = new ArrayList<>(weights.unchecked());
          copy.ifPresent(ran -> reasons.add(BFLOAT16));
          return new Verification(
              Extent.MODEL,
              task.samples().isEmpty() ? 0 : result.runs(),
              reasons,
              result.differences());
        } catch (NotRunnableException e) {
          obstacle = Optional.of("the float model does not run here: " + e.getMessage());
        } catch (WoqException failed) {
          nodes.blame(failed);
          throw failed;
        }
      }
      return nodes.run(obstacle.get());
    }
  }

  /** The written model, or a copy of it that runs here. */
  private static ModelSource source(
      OnnxRuntime runtime, VerificationTask task, OnnxFile written, Optional<ModelProto> copy) {
    return copy.isPresent()
        ? level -> runtime.loadMapped(written, copy.get(), SessionSettings.at(level))
        : level -> runtime.load(task.written().file(), SessionSettings.at(level));
  }

  private static ModelPair pair(OnnxRuntime runtime, OnnxFile original, ModelSource written) {
    return new ModelPair(
        level ->
            runtime.loadMapped(
                original, original.asRead(), SessionSettings.at(level).without(Feature.PREPACKING)),
        new WrittenForm("the written model", written));
  }

  private static ModelPair.Result whole(
      ModelPair pair, VerificationTask task, OnnxFile original, DeclaredInterface declared)
      throws NotRunnableException {
    return task.samples().isEmpty()
        ? pair.compareOnFirstOf(
            new GeneratedInputs(declared.inputs(), IndexBounds.of(original.model().getGraph()))
                .candidates())
        : pair.compareOnAll(
            task.samples().stream()
                .map(sample -> sample.stream().map(Tensors::of).toList())
                .toList());
  }

  private static boolean usesFpQ4(GraphProto graph) {
    return graph.getNodeList().stream()
        .anyMatch(
            node ->
                node.getOpType().equals("MatMulFpQ4")
                    || node.getAttributeList().stream().anyMatch(each -> usesFpQ4(each.getG())));
  }

  private static Optional<String> tooLarge(VerificationBounds memory) {
    return memory.allowsModels()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the models would take about %.1f MiB, and may take %.1f MiB",
                memory.models() / MEBIBYTE,
                memory.boundOfModels() / MEBIBYTE));
  }
}
