package org.woq4j.runtime.onnx.calibrate;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.onnx.pieces.OnnxPiece;
import org.woq4j.onnx.pieces.WeightInput;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.session.InputTensor;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.Providers;
import org.woq4j.runtime.onnx.session.RuntimeError;

/**
 * Runs the pieces of a model; the constants of a piece are mapped from the model's files.
 *
 * @param file the float model, which its owner closes
 */
record OnnxPieces(OnnxRuntime runtime, Providers providers, OnnxFile file) implements PiecewiseRun {

  @Override
  public PieceRun open(
      Piece piece, Map<String, ElementType> types, Map<String, WeightView> weights) {
    OnnxPiece onnx = OnnxPiece.of(piece);
    List<InputTensor> fed = new ArrayList<>();
    for (WeightInput weight : onnx.weightInputs()) {
      WeightView view = Objects.requireNonNull(weights.get(weight.id()), weight::id);
      fed.add(WeightTensor.of(weight, view, runtime.buffers()));
    }
    try {
      return new OnnxPieceRun(
          runtime.loadMapped(file, onnx.toModel(types), this::setUp), fed, runtime.buffers());
    } catch (OrtException e) {
      Issue issue =
          Issue.of(
              "piece "
                  + (piece.index() + 1)
                  + " of "
                  + file.name()
                  + " cannot be run here: "
                  + OnnxRuntime.reason(e),
              Mode.ONE_PASS.cure());
      throw new WoqException(RuntimeError.FLOAT_MODEL, List.of(issue), e);
    }
  }

  private void setUp(SessionOptions options) throws OrtException {
    options.setIntraOpNumThreads(1);
    options.setMemoryPatternOptimization(false);
    // A piece is used for one pass over the data; an arena would keep the memory of its largest
    // batch.
    options.setCPUArenaAllocator(false);
    providers.applyTo(options);
  }

  /** Pieces are closed one by one, and the model by its owner. */
  @Override
  public void close() {}
}
