package org.woq4j.core.run;

import java.util.Map;
import java.util.Optional;
import org.woq4j.core.calibrate.SequentialCalibrator;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.statistics.GatheredStatistics;

/** Statistics of the model quantized so far and of the float model. */
record SequentialGathering(SequentialCalibrator calibrator, QuantizedSide side)
    implements Gathering {

  @Override
  public Map<SiteSet, GatheredStatistics> gather(int piece) {
    Map<SiteSet, GatheredStatistics> statistics = calibrator.gather(piece, side::view);
    side.hasRun(piece);
    return statistics;
  }

  @Override
  public Optional<CalibrationReport> report() {
    return Optional.of(calibrator.report());
  }

  @Override
  public Optional<QuantizedSide> quantizedSide() {
    return Optional.of(side);
  }

  @Override
  public void close() {
    calibrator.close();
  }
}
