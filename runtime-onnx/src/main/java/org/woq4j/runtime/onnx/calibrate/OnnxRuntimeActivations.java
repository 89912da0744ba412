package org.woq4j.runtime.onnx.calibrate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.RangeRun;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.half.RangeOutputs;
import org.woq4j.onnx.pieces.SiteOutputs;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.SessionSettings;

/**
 * Runs float models in ONNX Runtime with only the wanted sites as outputs. Weights are mapped from
 * the model's files, whatever their size. Each run uses one thread, because the bits of ONNX
 * Runtime's results change with the number of threads that share the work of a node; callers run
 * several batches at a time instead.
 */
public final class OnnxRuntimeActivations implements ModelRunner {

  /** Called by {@link java.util.ServiceLoader}. */
  public OnnxRuntimeActivations() {}

  @Override
  public RuntimePlace place() {
    return OnnxRuntime.placeFor(RuntimePlace.AUTO);
  }

  @Override
  public ActivationRun open(ActivationTask task) {
    return started(task.model(), task.runtime(), runtime -> load(runtime, task));
  }

  @Override
  public RangeRun ranges(FloatModel model, RuntimeChoice choice) {
    OnnxFile file = OpenedOnnxModel.of(model);
    RangeOutputs ranges = RangeOutputs.of(file.model());
    SessionSettings settings = FallbackRun.settings(choice.providers()).withThreads(0);
    return started(
        model,
        choice,
        runtime ->
            new OnnxRangeRun(
                runtime,
                FallbackRun.loadPlain(runtime, file, ranges.model(), settings),
                ranges.values()));
  }

  /** Loads a model. */
  @FunctionalInterface
  private interface Loading<T> {
    T in(OnnxRuntime runtime) throws NotRunnableException;
  }

  /** What was loaded closes the runtime. */
  private static <T> T started(FloatModel model, RuntimeChoice choice, Loading<T> loading) {
    OnnxRuntime runtime = start(choice);
    try {
      return loading.in(runtime);
    } catch (NotRunnableException e) {
      runtime.close();
      Issue issue =
          Issue.of(
              model.name() + " cannot be run here: " + e.getMessage(),
              "choose another execution provider, or an algorithm without calibration");
      throw new WoqException(RuntimeError.FLOAT_MODEL, List.of(issue), e);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  @Override
  public PiecewiseRun open(FloatModel model, RuntimeChoice runtime) {
    OnnxFile file = OpenedOnnxModel.of(model);
    return new OnnxPieces(start(runtime), runtime.providers(), file);
  }

  private static OnnxRuntime start(RuntimeChoice choice) {
    OnnxRuntime runtime =
        OnnxRuntime.start(
            choice.place(),
            "the model cannot be run on calibration data",
            "choose an algorithm that needs no calibration");
    try {
      runtime.requireProviders(choice.providers());
      return runtime;
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** A model that does not load as a whole runs up to where it can. */
  private static SiteRun load(OnnxRuntime runtime, ActivationTask task)
      throws NotRunnableException {
    List<Site> sites = task.sites();
    try {
      return new SiteRun(runtime, load(runtime, task, sites), sites, Map.of());
    } catch (NotRunnableException reason) {
      LoadableSites search = LoadableSites.among(sites, some -> load(runtime, task, some), reason);
      if (search.found().isEmpty()) {
        throw reason;
      }
      ModelRun run = load(runtime, task, search.found());
      return new SiteRun(runtime, run, search.found(), search.missing());
    }
  }

  private static ModelRun load(OnnxRuntime runtime, ActivationTask task, List<Site> sites)
      throws NotRunnableException {
    OnnxFile file = OpenedOnnxModel.of(task.model());
    return FallbackRun.load(
        runtime,
        file,
        SiteOutputs.of(file.model(), types(task.model(), sites)),
        FallbackRun.settings(task.runtime().providers()));
  }

  private static Map<Site, ElementType> types(FloatModel model, List<Site> sites) {
    Map<Site, ElementType> known = new HashMap<>();
    model.weights().stream()
        .flatMap(weight -> weight.readers().stream())
        .forEach(
            reader -> reader.site().ifPresent(site -> known.put(site, reader.activationType())));
    Map<Site, ElementType> types = new LinkedHashMap<>();
    for (Site site : sites) {
      if (!known.containsKey(site)) {
        throw new IllegalArgumentException("no weight of the model is fed by " + site);
      }
      types.put(site, known.get(site));
    }
    return types;
  }
}
