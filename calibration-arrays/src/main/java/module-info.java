/** Calibration data from NumPy arrays, and random data. */
module org.woq4j.calibration.arrays {
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.calibration.arrays;

  provides org.woq4j.api.calibration.CalibrationSource with
      org.woq4j.calibration.arrays.NpzSource,
      org.woq4j.calibration.arrays.RandomSource;
}
