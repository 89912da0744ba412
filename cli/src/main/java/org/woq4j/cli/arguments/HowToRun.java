package org.woq4j.cli.arguments;

import org.jspecify.annotations.Nullable;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.recipe.structure.MemorySize;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that say how to run, with a recipe or without. */
final class HowToRun {

  @Option(names = "--no-verify", description = "Do not check the written model in ONNX Runtime.")
  boolean noVerify;

  @Option(names = "--threads", description = "Number of threads. Default: one per processor.")
  @Nullable Integer threads;

  @Option(names = "--memory", paramLabel = "SIZE", description = MemorySize.DOC)
  @Nullable String memory;

  QuantizationRequest applyTo(QuantizationRequest request, CommandSpec command) {
    QuantizationRequest.Builder changed =
        request.toBuilder()
            .verify(request.verify() && !noVerify)
            .threads(threads == null ? request.threads() : threads);
    if (memory != null) {
      changed.memoryBound(MemoryArgument.bytes(memory, command));
    }
    return changed.build();
  }
}
