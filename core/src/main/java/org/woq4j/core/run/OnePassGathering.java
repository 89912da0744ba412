package org.woq4j.core.run;

import java.util.Map;
import java.util.Optional;
import org.woq4j.core.calibrate.Calibrator;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.statistics.GatheredStatistics;

/** Statistics of the float model only. */
record OnePassGathering(CalibrationPlan plan, Calibrator calibrator) implements Gathering {

  @Override
  public Map<SiteSet, GatheredStatistics> gather(int pass) {
    return calibrator.gather(plan.passes().get(pass));
  }

  @Override
  public Optional<CalibrationReport> report() {
    return Optional.of(calibrator.report());
  }
}
