package org.woq4j.core.request;

import java.util.List;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.Calibration.OnMissing;

/**
 * The options that stand beside those of any calibration source: they make a {@link Calibration}.
 */
public final class CalibrationOptions {

  public static final OptionSpec<Mode> MODE =
      OptionSpec.choice("mode", Mode.class)
          .defaultsTo(Mode.ONE_PASS)
          .doc(
              "one-pass: all layers are calibrated on the float model. sequential: one after the",
              "other, each on what those before it give once they are quantized.")
          .build();

  public static final OptionSpec<List<String>> PROVIDERS =
      OptionSpec.texts("providers")
          .defaultsTo(List.of())
          .doc(
              "Execution providers of ONNX Runtime that run the float model, best first;",
              "none: the CPU.")
          .build();

  public static final OptionSpec<OnMissing> ON_MISSING =
      OptionSpec.choice("on_missing", OnMissing.class)
          .defaultsTo(OnMissing.RTN)
          .doc("What is done with a weight whose activation cannot be had: rounded, or an error.")
          .build();

  /** All of them, in the order in which they are described. */
  public static final List<OptionSpec<?>> ALL = List.of(MODE, PROVIDERS, ON_MISSING);

  private CalibrationOptions() {}
}
