package org.woq4j.calibration.arrays;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.tck.calibration.CalibrationSourceContract;

class RandomSourceKeepsTheContractTest extends CalibrationSourceContract {

  @Override
  protected CalibrationSource provider() {
    return new RandomSource();
  }

  @Override
  protected List<Map<String, ?>> options() {
    return List.of(
        Map.of("dimensions", "side=5"),
        Map.of("seed", -3, "batches", 2, "below", 7, "dimensions", List.of("side=2", "batch=1")));
  }

  @Override
  protected List<ModelInput> modelInputs() {
    List<String> tokens = List.of("batch", "sequence");
    return List.of(
        new ModelInput("input_ids", ElementType.INT64, tokens, OptionalLong.of(30522)),
        new ModelInput("attention_mask", ElementType.INT64, tokens),
        new ModelInput("pixels", ElementType.FLOAT32, List.of("batch", "3", "side", "side")),
        new ModelInput("halves", ElementType.FLOAT16, List.of("")),
        new ModelInput("level", ElementType.UINT8, List.of()),
        new ModelInput("flag", ElementType.BOOL, List.of("1")));
  }

  @Override
  protected Optional<List<ModelInput>> inputsThatDoNotFit() {
    return Optional.of(List.of(new ModelInput("x", ElementType.INT4, List.of("8"))));
  }
}
