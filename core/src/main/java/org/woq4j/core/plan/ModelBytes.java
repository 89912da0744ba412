package org.woq4j.core.plan;

import java.util.List;
import java.util.stream.LongStream;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.work.PlannedWeight;

/**
 * Bytes of a model before and after.
 *
 * @param before bytes of the float model with all its files
 * @param after bytes of the written model, to a few kilobytes
 * @param stored bytes of these that are stored for the quantized weights
 * @param largest bytes of the largest constant in the written model
 */
public record ModelBytes(long before, long after, long stored, long largest) {

  /** Bytes of a plan with this account. */
  static ModelBytes of(Account account, List<PlannedWeight> planned) {
    LongStream written =
        planned.stream()
            .flatMap(weight -> weight.replacement().emissions().stream())
            .flatMap(emission -> emission.plan().tensors().stream())
            .mapToLong(TensorSpec::bytes);
    LongStream kept = account.of(Kind.FLOAT).mapToLong(AccountLine::bytesInFloat);
    return new ModelBytes(
        account.bytesBefore(),
        account.bytesAfter(),
        planned.stream().mapToLong(weight -> weight.replacement().addedBytes()).sum(),
        LongStream.concat(kept, written).max().orElse(0));
  }
}
