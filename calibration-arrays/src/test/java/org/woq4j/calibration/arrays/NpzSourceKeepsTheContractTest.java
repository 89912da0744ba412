package org.woq4j.calibration.arrays;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.tck.calibration.CalibrationSourceContract;

class NpzSourceKeepsTheContractTest extends CalibrationSourceContract {

  @TempDir private Path folder;

  @Override
  protected CalibrationSource provider() {
    return new NpzSource();
  }

  @Override
  protected List<Map<String, ?>> options() {
    Path file = folder.resolve("a.npz");
    new Npz().longs("input_ids", "(1, 3)", 5, 6, 7).write(file);
    new Npz()
        .longs("input_ids", "(2, 2)", 1, 2, 3, 4)
        .longs("attention_mask", "(2, 2)", 1, 1, 1, 0)
        .write(folder.resolve("b.npz"));
    return List.of(Map.of("path", file.toString()), Map.of("path", folder.toString()));
  }
}
