package org.woq4j.runtime.onnx.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of a process that lies in the machine's memory. Linux says it in a file. */
final class ResidentMemory {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final int KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** Bytes; empty on other systems, or if the process has ended. */
  static OptionalLong of(long process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
          .map(RESIDENT::matcher)
          .filter(Matcher::matches)
          .mapToLong(line -> Long.parseLong(line.group(1)) * KIBIBYTE)
          .findFirst();
    } catch (IOException noFile) {
      return OptionalLong.empty();
    }
  }
}
