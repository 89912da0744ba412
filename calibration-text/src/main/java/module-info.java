/** Calibration data from text and a tokenizer. */
module org.woq4j.calibration.text {
  requires ai.djl.api;
  requires ai.djl.tokenizers;
  requires com.google.gson;
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.calibration.text;

  provides org.woq4j.api.calibration.CalibrationSource with
      org.woq4j.calibration.text.TextSource;
}
