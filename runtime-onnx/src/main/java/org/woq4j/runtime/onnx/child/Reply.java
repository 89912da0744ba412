package org.woq4j.runtime.onnx.child;

import java.util.Optional;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A part of the answer to a call: the number of the call (int), the name of the kind, and the
 * content. Any number of outputs comes before the last part.
 *
 * @param output the content of {@link Kind#OUTPUT}
 * @param reason the content of {@link Kind#FAILED}
 */
record Reply(Kind kind, Optional<Tensor> output, String reason) {

  /** The kind of a part. */
  enum Kind {
    /** One output of a run. */
    OUTPUT,
    /** The call is done. */
    DONE,
    /** The runtime refuses: the reason. */
    FAILED,
    /** The child has ended. It is never sent. */
    ENDED
  }
}
