package org.woq4j.runtime.onnx.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.model.OnnxRuntime;

class WeightCheckTest {

  private static final int K = 512;
  private static final int N = 128;

  /** So many that some are always left to read. */
  private static final int WEIGHTS = 50;

  private static final HandQuantized QUANTIZED =
      new HandQuantized(HandQuantized.weight(K, N, 1), K, N);

  /** Too little to run a node, so that it is decoded. */
  private static final VerificationBounds BOUNDS = new VerificationBounds(1, -1, 2);

  @TempDir private Path folder;

  /** Threads read it when the check ends early, and an interrupt would close it. */
  @RepeatedTest(10)
  void theWrittenFileStaysOpen(RepetitionInfo repetition) throws IOException {
    Path file = written().write(folder.resolve("written.onnx"));
    WeightReader reader = ArrayModel.reader("/y", "MatMul", ElementType.FLOAT32);
    try (ArrayModel model = new ArrayModel(original().write(folder.resolve("float.onnx")));
        OnnxRuntime runtime = OnnxRuntime.start(RuntimePlace.PROCESS, "no check", "none");
        OnnxFile written = OnnxFile.open(file)) {
      WeightOutcome outcome =
          new WeightOutcome(
              model.replacement("w", K, N, reader, ElementType.FLOAT32),
              QUANTIZED.product(),
              Optional.empty());
      NodewiseVerification nodes =
          new NodewiseVerification(
              new NodeCheck(runtime, BOUNDS, true),
              BOUNDS,
              NodePair.all(
                  Collections.nCopies(WEIGHTS, outcome), OpenedOnnxModel.of(model), written));
      NodewiseVerification.WeightCheck check = nodes.checkWeights();
      LockSupport.parkNanos(repetition.getCurrentRepetition() * 500_000L);
      check.close();
      assertThat(nodes.run("the check ended early").differences()).hasSize(WEIGHTS);
    }
  }

  private static ModelBuilder model() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", K)
        .output("y", DataType.FLOAT, "batch", N);
  }

  private static ModelBuilder original() {
    return model()
        .floats("w", HandQuantized.weight(K, N, 1), K, N)
        .node("MatMul", List.of("x", "w"), "y");
  }

  private static ModelBuilder written() {
    return QUANTIZED.addTo(model(), QUANTIZED.scales);
  }
}
