package org.woq4j.api.emit;

import java.util.Optional;
import org.woq4j.api.Stable;

/** The names that an emitter's nodes connect. Implemented by the host. */
@Stable
public interface EmissionContext {

  /** {@return the request, with the accepted scheme} */
  EmissionRequest request();

  /**
   * {@return the value that the nodes read: x where the node multiplies, the indices where it
   * gathers, an empty name for OPERAND and EXPERTS}
   */
  String input();

  /** {@return the value that the nodes must produce} */
  String output();

  /**
   * {@return the name of a stored tensor}
   *
   * @param role role of the tensor in the accepted plan
   */
  String tensor(String role);

  /**
   * {@return the name of a bias [N] of the activation's type, which the nodes add to the output;
   * empty if the float node has no bias or the emitter does not take it}
   */
  Optional<String> bias();

  /**
   * {@return a name for a value between the nodes, unique in the model, the same for the same role}
   *
   * @param role any word
   */
  String value(String role);
}
