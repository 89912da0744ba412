package org.woq4j.runtime.onnx.model;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.RuntimeLibrary;

/** Checks the names of execution providers, such as CUDAExecutionProvider. */
final class Providers {

  private static final String ON_GPUS = "com.microsoft.onnxruntime:onnxruntime_gpu";

  private Providers() {}

  /**
   * Checks that a library has all providers.
   *
   * @throws WoqException naming every provider that is unknown or missing in the library
   */
  static void require(List<String> names, RuntimeLibrary library) {
    List<Issue> issues = new ArrayList<>();
    for (String name : names) {
      if (!library.known().contains(name)) {
        issues.add(unknown(name, library));
      } else if (!library.available().contains(name)) {
        issues.add(lacking(name, library));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(RuntimeError.PROVIDER, issues);
    }
  }

  private static Issue unknown(String name, RuntimeLibrary library) {
    String nearest =
        NearestSpelling.of(name, library.known()).map(each -> "write " + each + "; ").orElse("");
    return Issue.of(
        "ONNX Runtime has no execution provider " + name,
        nearest + "available here: " + String.join(", ", library.available()));
  }

  private static Issue lacking(String name, RuntimeLibrary library) {
    String artifact =
        switch (name) {
          case "CUDAExecutionProvider", "TensorrtExecutionProvider" ->
              "put " + ON_GPUS + " on the class path instead of onnxruntime";
          default -> "put a build of ONNX Runtime that includes it on the class path";
        };
    return Issue.of(
        "this build of ONNX Runtime lacks " + name,
        artifact + ", or choose what is available: " + String.join(", ", library.available()));
  }
}
