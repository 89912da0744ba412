package org.woq4j.onnx.protobuf;

/**
 * The classes of protobuf get into this package when the jar is built (decision 11). A module can
 * export a package only if it has a class when it is compiled.
 */
final class Placeholder {

  private Placeholder() {}
}
