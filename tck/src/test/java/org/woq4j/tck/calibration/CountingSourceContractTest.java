package org.woq4j.tck.calibration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;

class CountingSourceContractTest extends CalibrationSourceContract {

  @Override
  protected CalibrationSource provider() {
    return new CountingSource();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(Map.of(), Map.of("batches", 1));
  }

  @Override
  protected List<ModelInput> modelInputs() {
    return List.of(
        new ModelInput("input_ids", ElementType.INT64, List.of("batch", "sequence")),
        new ModelInput("position_ids", ElementType.INT64, List.of("batch", "4", "")),
        new ModelInput("pixels", ElementType.FLOAT32, List.of("batch", "3")));
  }

  @Override
  protected Optional<List<ModelInput>> inputsThatDoNotFit() {
    return Optional.of(List.of(new ModelInput("pixels", ElementType.FLOAT32, List.of("3"))));
  }
}
