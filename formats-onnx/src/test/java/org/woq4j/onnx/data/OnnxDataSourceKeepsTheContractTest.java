package org.woq4j.onnx.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.tck.calibration.CalibrationSourceContract;

class OnnxDataSourceKeepsTheContractTest extends CalibrationSourceContract {

  @TempDir private Path folder;

  @Override
  protected CalibrationSource provider() {
    return new OnnxDataSource();
  }

  @Override
  protected List<Map<String, ?>> options() {
    DataSets.write(folder, 0, 0, DataSets.longs("", 2, 3));
    DataSets.write(folder, 0, 1, DataSets.longs("", 2, 3));
    DataSets.write(folder, 1, 0, DataSets.longs("attention_mask", 1, 4));
    DataSets.write(folder, 1, 1, DataSets.longs("input_ids", 1, 4));
    return List.of(Map.of("path", folder.toString()));
  }
}
