package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.woq4j.cli.output.Counts;
import org.woq4j.cli.output.Sizes;
import org.woq4j.cli.output.Table;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.SourceModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code woq inspect}. */
@Command(
    name = "inspect",
    description =
        "List every constant that a MatMul, Gemm or Gather reads, and whether it can be quantized.",
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX model, or a folder that has it.")
  private Path model;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Table table =
        new Table().row("NODE", "OP", "WEIGHT", "SHAPE", "TYPE", "SIZE", "SHARED", "QUANTIZABLE");
    try (FloatModel opened = Quantizer.builder().build().open(SourceModel.of(model))) {
      for (ConstantWeight weight : opened.weights()) {
        for (WeightReader reader : weight.readers()) {
          table.row(
              reader.node(),
              reader.operator(),
              weight.tensor(),
              weight.constant().dims().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(" x ")),
              weight.constant().type().toLowerCase(Locale.ROOT),
              Sizes.of(weight.bytes()),
              weight.isShared() ? "yes" : "no",
              weight.obstacle().or(reader::obstacle).map(why -> "no: " + why).orElse("yes"));
        }
      }
      table.print(out, "");
      out.println();
      out.println(
          Counts.of(opened.weights().size(), "constant")
              + ", "
              + Sizes.of(opened.bytes())
              + ", opset "
              + opened.opset());
    }
  }
}
