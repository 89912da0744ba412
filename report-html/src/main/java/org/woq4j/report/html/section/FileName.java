package org.woq4j.report.html.section;

/** Names of files without their folders. */
final class FileName {

  private FileName() {}

  /** The last part of a path of any system. */
  static String of(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
