/** The contract between woq4j and those who extend it. */
module org.woq4j.api {
  requires static org.jspecify;

  exports org.woq4j.api;
  exports org.woq4j.api.algorithm;
  exports org.woq4j.api.calibration;
  exports org.woq4j.api.emit;
  exports org.woq4j.api.math;
  exports org.woq4j.api.option;
  exports org.woq4j.api.quality;
  exports org.woq4j.api.deployment;
  exports org.woq4j.api.weight;
}
