package org.woq4j.api.emit;

import java.util.Optional;
import org.woq4j.api.Stable;

/** Where nodes are put, and the names they may use. Implemented by the host. */
@Stable
public interface EmissionSite {

  /** What was asked for, with the scheme that was accepted. */
  EmissionRequest request();

  /** The value the nodes read: x for MATMUL, the indices for GATHER. */
  String input();

  /** The value the nodes must produce. */
  String output();

  /** Name of the stored tensor of the given role. */
  String tensor(String role);

  /**
   * Name of a bias [N] of the activation's type, to be added to the output; empty where there is
   * none or where the emitter does not take it.
   */
  Optional<String> bias();

  /** A name for a value between the nodes, unique in the model, the same for the same role. */
  String value(String role);
}
