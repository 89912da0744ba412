package org.woq4j.runtime.onnx.calibrate;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
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
import org.woq4j.core.model.Site;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.pieces.SiteOutputs;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.Providers;
import org.woq4j.runtime.onnx.session.RuntimeError;

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
  public ActivationRun open(ActivationTask task) {
    OnnxRuntime runtime = start();
    Providers providers = Providers.of(task.providers());
    OnnxFile file = OpenedOnnxModel.of(task.model());
    try {
      ModelProto model = SiteOutputs.of(file.model(), types(task));
      return new SiteRun(
          runtime.loadMapped(file, model, options -> setUp(options, providers)), task.sites());
    } catch (OrtException e) {
      Issue issue =
          Issue.of(
              task.model().name() + " cannot be run here: " + OnnxRuntime.reason(e),
              "choose another execution provider, or an algorithm without calibration");
      throw new WoqException(RuntimeError.FLOAT_MODEL, List.of(issue), e);
    }
  }

  @Override
  public PiecewiseRun open(FloatModel model, List<String> providers) {
    return new OnnxPieces(start(), Providers.of(providers), OpenedOnnxModel.of(model));
  }

  private static OnnxRuntime start() {
    return OnnxRuntime.start(
        "the model cannot be run on calibration data",
        "choose an algorithm that needs no calibration");
  }

  private static void setUp(SessionOptions options, Providers providers) throws OrtException {
    options.setIntraOpNumThreads(1);
    // Batches differ in shape, so the memory plan of one does not help the next.
    options.setMemoryPatternOptimization(false);
    providers.applyTo(options);
  }

  private static Map<Site, ElementType> types(ActivationTask task) {
    Map<Site, ElementType> known = new HashMap<>();
    FloatModel model = task.model();
    model.weights().stream()
        .flatMap(weight -> weight.readers().stream())
        .forEach(
            reader -> reader.site().ifPresent(site -> known.put(site, reader.activationType())));
    Map<Site, ElementType> types = new LinkedHashMap<>();
    for (Site site : task.sites()) {
      if (!known.containsKey(site)) {
        throw new IllegalArgumentException("no weight of the model is fed by " + site);
      }
      types.put(site, known.get(site));
    }
    return types;
  }
}
