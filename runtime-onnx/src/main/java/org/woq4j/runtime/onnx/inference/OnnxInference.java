package org.woq4j.runtime.onnx.inference;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.pieces.CutModel;
import org.woq4j.onnx.pieces.SiteOutputs;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;

/**
 * A started ONNX Runtime.
 *
 * @param runtime is closed with this object
 */
record OnnxInference(OnnxRuntime runtime) implements Inference {

  /** Loads a model from its file. */
  @FunctionalInterface
  interface FileLoading {
    ModelRun load(Path file, SessionSettings settings) throws NotRunnableException;
  }

  @FunctionalInterface
  private interface Loading {
    ModelRun load() throws NotRunnableException;
  }

  @Override
  public String name() {
    return "ONNX Runtime " + runtime.version();
  }

  @Override
  public String level() {
    return "all optimizations, as in a session without settings";
  }

  @Override
  public LoadedModel load(FloatModel model, int threads) {
    return load(runtime::load, model, threads);
  }

  /** Loads a model as its users do. */
  static LoadedModel load(FileLoading runtime, FloatModel model, int threads) {
    SessionSettings settings = SessionSettings.at(OptimizationLevel.DEFAULT).withThreads(threads);
    return loaded(model, () -> runtime.load(OpenedOnnxModel.of(model).files().get(0), settings));
  }

  @Override
  public LoadedModel load(FloatModel model, List<String> values, int threads) {
    return changed(model, whole -> SiteOutputs.of(whole, values), threads);
  }

  @Override
  public LoadedModel loadCut(FloatModel model, List<CutValue> values, int threads) {
    return changed(model, whole -> CutModel.of(whole, values), threads);
  }

  /**
   * Fused nodes compute other values than the model names, so only basic optimizations are made.
   */
  private LoadedModel changed(FloatModel model, UnaryOperator<ModelProto> change, int threads) {
    OnnxFile file = OpenedOnnxModel.of(model);
    SessionSettings settings = SessionSettings.at(OptimizationLevel.BASIC).withThreads(threads);
    return loaded(model, () -> runtime.loadMapped(file, change.apply(file.model()), settings));
  }

  private static LoadedModel loaded(FloatModel model, Loading loading) {
    try {
      return new Loaded(model.name(), loading.load());
    } catch (NotRunnableException e) {
      throw failed(model.name() + " does not load: " + e.getMessage(), e);
    }
  }

  private static WoqException failed(String message, NotRunnableException cause) {
    return new WoqException(
        RuntimeError.EVALUATED,
        List.of(Issue.of(message, "compare where the model runs, on data that it accepts")),
        cause);
  }

  private record Loaded(String model, ModelRun run) implements LoadedModel {

    @Override
    public List<NamedTensor> run(List<NamedTensor> inputs) {
      try {
        return run.run(inputs.stream().map(Tensors::of).toList()).stream()
            .map(Tensors::named)
            .flatMap(Optional::stream)
            .toList();
      } catch (NotRunnableException e) {
        throw failed(
            model + " does not run on " + Tensors.shapes(inputs) + ": " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      run.close();
    }
  }

  @Override
  public OptionalLong residentBytes(FloatModel model, int threads, List<NamedTensor> inputs) {
    try {
      return ModelMemory.of(model, threads, inputs);
    } catch (WoqException failure) {
      // A comparison needs a child for nothing else, so it goes on where none works.
      if (failure.code().equals(RuntimeError.CHILD)) {
        return OptionalLong.empty();
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}
