package org.woq4j.runtime.onnx.calibrate;

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
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * Runs the pieces of a model; the constants of a piece are mapped from the model's files.
 *
 * @param runtime is closed with the pieces
 * @param providers the names of the execution providers
 * @param file the float model, which its owner closes
 */
record OnnxPieces(OnnxRuntime runtime, List<String> providers, OnnxFile file)
    implements PiecewiseRun {

  @Override
  public PieceRun open(
      Piece piece, Map<String, ElementType> types, Map<String, WeightView> weights) {
    OnnxPiece onnx = OnnxPiece.of(piece);
    List<Tensor> kept = new ArrayList<>();
    for (WeightInput weight : onnx.weightInputs()) {
      WeightView view = Objects.requireNonNull(weights.get(weight.id()), weight::id);
      kept.add(WeightTensor.of(weight, view, runtime.buffers()));
    }
    try {
      ModelRun model =
          FallbackRun.load(runtime, file, onnx.toModel(types), FallbackRun.settings(providers));
      model.keep(kept);
      return new OnnxPieceRun(model, kept, runtime.buffers());
    } catch (NotRunnableException e) {
      Issue issue =
          Issue.of(
              "piece "
                  + (piece.index() + 1)
                  + " of "
                  + file.name()
                  + " cannot be run here: "
                  + e.getMessage(),
              Mode.ONE_PASS.cure());
      throw new WoqException(RuntimeError.FLOAT_MODEL, List.of(issue), e);
    }
  }

  /** Pieces are closed one by one, and the model by its owner. */
  @Override
  public void close() {
    runtime.close();
  }
}
