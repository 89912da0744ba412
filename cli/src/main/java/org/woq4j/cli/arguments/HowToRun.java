package org.woq4j.cli.arguments;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.recipe.structure.MemorySize;
import picocli.CommandLine.Model.CommandSpec;

/** Options that say how to run, with a recipe or without. */
final class HowToRun {

  private final BooleanSupplier noVerify;
  private final Supplier<Optional<Integer>> threads;
  private final MemoryArgument memory;

  /** Adds the options to a command. */
  HowToRun(CommandSpec command) {
    Arguments arguments = new Arguments(command);
    this.noVerify =
        arguments.flag("--no-verify", "Do not check the written model in ONNX Runtime.");
    this.threads =
        arguments.option(
            "--threads", "N", Integer.class, "Number of threads. Default: one per processor.");
    this.memory = new MemoryArgument(command, MemorySize.DOC);
  }

  QuantizationRequest applyTo(QuantizationRequest request) {
    QuantizationRequest.Builder changed =
        request.toBuilder()
            .verify(request.verify() && !noVerify.getAsBoolean())
            .threads(threads.get().orElse(request.threads()));
    memory.bytes().ifPresent(changed::memoryBound);
    return changed.build();
  }
}
