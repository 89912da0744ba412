package org.woq4j.runtime.onnx.calibrate;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.CutTask;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.pieces.FedWeight;
import org.woq4j.onnx.pieces.ModelPieces;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.weights.ModelWeights;
import org.woq4j.runtime.onnx.session.InputTensor;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.Providers;
import org.woq4j.runtime.onnx.session.RuntimeError;

/** A model that is run piece by piece; what a piece's constants take is mapped from the files. */
final class OnnxPieces implements PiecewiseRun {

  private final OnnxRuntime runtime;
  private final Providers providers;
  private final OnnxFile file;
  private final ModelPieces pieces;

  OnnxPieces(OnnxRuntime runtime, CutTask task) {
    this.runtime = runtime;
    this.providers = Providers.of(task.providers());
    this.file = OnnxFile.open(task.model().file());
    this.pieces =
        new ModelPieces(
            new ModelWeights(new ModelGraph(file.model()), file::bytes),
            task.replacements(),
            task.sites());
  }

  @Override
  public PieceRun open(int piece, Map<String, ElementType> types, Map<String, WeightView> weights) {
    List<InputTensor> fed = new ArrayList<>();
    for (FedWeight weight : pieces.weights(piece)) {
      fed.add(WeightTensor.of(weight, weights.get(weight.id()), runtime.buffers()));
    }
    try {
      return new OnnxPieceRun(
          runtime.loadMapped(file, pieces.model(piece, types), this::setUp),
          fed,
          runtime.buffers());
    } catch (OrtException e) {
      Issue issue =
          Issue.of(
              "piece "
                  + (piece + 1)
                  + " of "
                  + file.path()
                  + " cannot be run here: "
                  + OnnxRuntime.reason(e),
              Mode.ONE_PASS.cure());
      throw new WoqException(RuntimeError.FLOAT_MODEL, List.of(issue), e);
    }
  }

  private void setUp(SessionOptions options) throws OrtException {
    options.setIntraOpNumThreads(1);
    options.setMemoryPatternOptimization(false);
    // A piece lives for one walk through the data; an arena would keep what its largest batch took.
    options.setCPUArenaAllocator(false);
    providers.applyTo(options);
  }

  @Override
  public void close() {
    file.close();
  }
}
