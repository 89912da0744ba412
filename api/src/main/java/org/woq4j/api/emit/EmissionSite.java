package org.woq4j.api.emit;

import java.util.Optional;
import org.woq4j.api.Stable;

/** Where nodes are put, and the names they may use. Implemented by the host. */
@Stable
public interface EmissionSite {

  /** {@return what was asked for, with the scheme that was accepted} */
  EmissionRequest request();

  /** {@return the value that the nodes read: x for MATMUL, the indices for GATHER} */
  String input();

  /** {@return the value that the nodes must produce} */
  String output();

  /**
   * {@return the name of a stored tensor}
   *
   * @param role role of the tensor in the plan
   */
  String tensor(String role);

  /**
   * {@return the name of a bias [N] of the activation's type, to be added to the output; empty if
   * there is none or the emitter does not take it}
   */
  Optional<String> bias();

  /**
   * {@return a name for a value between the nodes, unique in the model, the same for the same role}
   *
   * @param role any word
   */
  String value(String role);
}
