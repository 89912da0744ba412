package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Arrays;
import java.util.Map;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;

/** Writes our settings into ONNX Runtime's options. */
final class LocalOptions {

  private LocalOptions() {}

  static void apply(SessionSettings settings, SessionOptions options)
      throws OrtException, NotRunnableException {
    switch (settings.level()) {
      case DISABLED -> options.setOptimizationLevel(OptLevel.NO_OPT);
      case BASIC -> options.setOptimizationLevel(OptLevel.BASIC_OPT);
      case DEFAULT -> {}
    }
    if (settings.threads() > 0) {
      options.setIntraOpNumThreads(settings.threads());
    }
    for (Feature feature : settings.without()) {
      switchOff(feature, options);
    }
    if (settings.dataFolder().isPresent()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path",
          settings.dataFolder().get().toString());
    }
    for (String provider : settings.providers()) {
      add(provider(provider), options);
    }
    // Failures are thrown as exceptions; the log would only repeat them.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
  }

  private static void switchOff(Feature feature, SessionOptions options) throws OrtException {
    switch (feature) {
      case MEMORY_PATTERN -> options.setMemoryPatternOptimization(false);
      case ARENA -> options.setCPUArenaAllocator(false);
      case PREPACKING -> options.addConfigEntry("session.disable_prepacking", "1");
    }
  }

  private static OrtProvider provider(String name) throws NotRunnableException {
    return Arrays.stream(OrtProvider.values())
        .filter(each -> each.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new NotRunnableException("there is no execution provider " + name));
  }

  private static void add(OrtProvider provider, SessionOptions options)
      throws OrtException, NotRunnableException {
    switch (provider) {
      case CPU -> options.addCPU(true);
      case CUDA -> options.addCUDA();
      case TENSOR_RT -> options.addTensorrt(0);
      case ROCM -> options.addROCM();
      case DNNL -> options.addDnnl(true);
      case OPEN_VINO -> options.addOpenVINO("");
      case DIRECT_ML -> options.addDirectML(0);
      case CORE_ML -> options.addCoreML();
      case NNAPI -> options.addNnapi();
      case ACL -> options.addACL(false);
      case XNNPACK -> options.addXnnpack(Map.of());
      case QNN -> options.addQnn(Map.of());
      default ->
          throw new NotRunnableException(
              "ONNX Runtime's Java binding does not run " + provider.getName());
    }
  }
}
