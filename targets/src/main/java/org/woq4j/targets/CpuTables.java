package org.woq4j.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.woq4j.targets.CpuTarget.Instructions;

/** The measured times of processors. Each table is read once. Safe for several threads. */
final class CpuTables {

  /** The version of ONNX Runtime that brought 8 bits, and kernels that the newer tables measure. */
  private static final int NEWER_KERNELS = 22;

  private static final Map<String, SpeedTable> BUILT_IN = new ConcurrentHashMap<>();

  private record Read(Path file, FileTime changed, SpeedTable table) {}

  /** A recipe names one file, which every weight asks for. */
  private static volatile @Nullable Read last;

  private CpuTables() {}

  /**
   * A built-in table.
   *
   * @param runtime the second number of the version of ONNX Runtime
   */
  static SpeedTable of(Instructions instructions, int runtime) {
    String name =
        "cpu-" + instructions.measured() + (runtime < NEWER_KERNELS ? "-1.20.csv" : ".csv");
    return BUILT_IN.computeIfAbsent(name, SpeedTable::ofResource);
  }

  /**
   * The table in a file.
   *
   * @throws org.woq4j.api.WoqException if it cannot be read or is malformed
   */
  static SpeedTable ofFile(Path file) {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      Read known = last;
      if (known == null || !known.file().equals(file) || !known.changed().equals(changed)) {
        known = new Read(file, changed, SpeedTable.ofFile(file));
        last = known;
      }
      return known.table();
    } catch (IOException missing) {
      return SpeedTable.ofFile(file); // says what is wrong
    }
  }
}
