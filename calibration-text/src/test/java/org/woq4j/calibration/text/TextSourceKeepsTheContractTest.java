package org.woq4j.calibration.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.tck.calibration.CalibrationSourceContract;

class TextSourceKeepsTheContractTest extends CalibrationSourceContract {

  @TempDir private Path folder;

  @Override
  protected CalibrationSource provider() {
    return new TextSource();
  }

  @Override
  protected List<Map<String, ?>> options() {
    String tokenizer = Texts.tokenizer(folder).toString();
    Path text = Texts.write(folder, "a.txt", "One sample.", "", "Another one, longer.", "A third.");
    Path json = Texts.write(folder, "a.jsonl", "{\"q\": \"Where?\"}", "{\"q\": \"Here.\"}");
    return List.of(
        Map.of("file", text.toString(), "tokenizer", tokenizer),
        Map.of("file", text.toString(), "tokenizer", tokenizer, "batch_size", 2, "max_length", 4),
        Map.of("file", json.toString(), "tokenizer", tokenizer, "field", "q", "samples", 1));
  }

  @Override
  protected Optional<List<ModelInput>> inputsThatDoNotFit() {
    return Optional.of(List.of(Texts.input("pixels", ElementType.FLOAT32, "3", "224")));
  }
}
