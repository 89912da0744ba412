package org.woq4j.runtime.onnx.session;

import java.util.List;

/**
 * What a native library of ONNX Runtime can do.
 *
 * @param version such as 1.29.0
 * @param known names of all execution providers that the Java binding has a name for
 * @param available names of those that the library has
 */
public record RuntimeLibrary(String version, List<String> known, List<String> available) {

  public RuntimeLibrary {
    known = List.copyOf(known);
    available = List.copyOf(available);
  }

  /** The second number of the version. */
  public int minorVersion() {
    return Integer.parseInt(version.split("\\.")[1]);
  }
}
