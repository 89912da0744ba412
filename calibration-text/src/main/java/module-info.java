/** Calibration data from text and a tokenizer. */
module org.woq4j.calibration.text {
  requires ai.djl.api;
  requires ai.djl.tokenizers;
  requires com.google.gson;
  // DJL logs. It has no descriptor that could ask for this.
  requires org.slf4j;
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.calibration.text;

  provides org.woq4j.api.calibration.CalibrationSource with
      org.woq4j.calibration.text.TextSource;
}
