package org.woq4j.core.run;

import java.util.Map;
import java.util.Optional;
import org.woq4j.core.calibrate.SplitCalibrator;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.statistics.GatheredStatistics;

/** Statistics of the float model that do not fit into memory together. */
record SplitGathering(SplitCalibrator calibrator) implements Gathering {

  @Override
  public Map<SiteSet, GatheredStatistics> gather(int pass) {
    return calibrator.gather(pass);
  }

  @Override
  public Optional<CalibrationReport> report() {
    return Optional.of(calibrator.report());
  }

  @Override
  public void close() {
    calibrator.close();
  }
}
