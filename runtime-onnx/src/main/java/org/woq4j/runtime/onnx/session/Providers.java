package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.registry.NearestSpelling;

/**
 * The execution providers that run a model.
 *
 * @param providers in order of preference; empty for the runtime's default, the CPU
 */
public record Providers(List<OrtProvider> providers) {

  private static final String ON_GPUS = "com.microsoft.onnxruntime:onnxruntime_gpu";

  /**
   * Providers by their names in ONNX Runtime, such as CUDAExecutionProvider.
   *
   * @throws WoqException naming every provider that is unknown or missing in this build of the
   *     runtime
   */
  public static Providers of(List<String> names) {
    List<OrtProvider> providers = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
    for (String name : names) {
      Optional<OrtProvider> provider =
          Arrays.stream(OrtProvider.values()).filter(each -> each.getName().equals(name)).findAny();
      if (provider.isEmpty()) {
        issues.add(unknown(name, available));
      } else if (!available.contains(provider.get())) {
        issues.add(lacking(provider.get(), available));
      } else {
        providers.add(provider.get());
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(RuntimeError.PROVIDER, issues);
    }
    return new Providers(providers);
  }

  private static Issue unknown(String name, Set<OrtProvider> available) {
    List<String> known = names(EnumSet.allOf(OrtProvider.class));
    String nearest = NearestSpelling.of(name, known).map(each -> "write " + each + "; ").orElse("");
    return Issue.of(
        "ONNX Runtime has no execution provider " + name,
        nearest + "available here: " + String.join(", ", names(available)));
  }

  private static Issue lacking(OrtProvider provider, Set<OrtProvider> available) {
    String artifact =
        switch (provider) {
          case CUDA, TENSOR_RT -> "put " + ON_GPUS + " on the class path instead of onnxruntime";
          default -> "put a build of ONNX Runtime that includes it on the class path";
        };
    return Issue.of(
        "this build of ONNX Runtime lacks " + provider.getName(),
        artifact + ", or choose what is available: " + String.join(", ", names(available)));
  }

  private static List<String> names(Collection<OrtProvider> providers) {
    return providers.stream().map(OrtProvider::getName).collect(Collectors.toList());
  }

  public void applyTo(SessionOptions options) throws OrtException {
    for (OrtProvider provider : providers) {
      add(provider, options);
    }
  }

  private static void add(OrtProvider provider, SessionOptions options) throws OrtException {
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
          throw RuntimeError.PROVIDER.because(
              "ONNX Runtime's Java binding does not run " + provider.getName(),
              "name another execution provider");
    }
  }
}
