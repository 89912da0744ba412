package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.cli.output.AccountTable;
import org.woq4j.cli.output.Table;
import org.woq4j.core.Quantizer;
import org.woq4j.core.account.AccountIssues;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.report.ByteSize;
import org.woq4j.core.request.SourceModel;

/** {@code woq inspect}. */
public final class InspectCommand extends WoqCommand {

  private final Supplier<Path> model =
      arguments().requiredFirst("MODEL", Path.class, "An ONNX model, or a folder that has it.");

  /** Creates the command. */
  public InspectCommand() {
    super(
        "inspect",
        "List every float constant of 1 KiB or more, who reads it, and whether it can be quantized.");
  }

  @Override
  public void run() {
    PrintWriter out = out();
    try (FloatModel opened = Quantizer.builder().build().open(SourceModel.of(model.get()))) {
      Account account = opened.account();
      Map<String, ConstantWeight> weights =
          opened.weights().stream().collect(Collectors.toMap(ConstantWeight::id, each -> each));
      Table table =
          new Table().row("CONSTANT", "SHAPE", "TYPE", "SIZE", "OP", "NODE", "QUANTIZABLE");
      account.of(Kind.FLOAT).forEach(line -> print(line, weights, table));
      table.print(out, "");
      out.println();
      AccountTable.printSizes(account, out);
      out.println("opset " + opened.opset());
      AccountIssues.codes(account)
          .ifPresent(codes -> out.println("already quantized: of its bytes, " + codes));
    }
  }

  /** A row for each reader; what is the same for all is in the first. */
  private static void print(AccountLine line, Map<String, ConstantWeight> weights, Table table) {
    List<Object> constant =
        List.of(
            line.constant().name(),
            line.constant().dims().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
            line.constant().type().toLowerCase(Locale.ROOT),
            ByteSize.text(line.bytesBefore()));
    String copy = line.copyOf().map(earlier -> "; a copy of " + earlier).orElse("");
    if (line.readers().isEmpty()) {
      row(constant, "", "", "no: nothing reads it", table);
    }
    for (ConstantReader reader : line.readers()) {
      String quantizable =
          reader
              .obstacle()
              .map(why -> "no: " + why)
              .orElseGet(
                  () ->
                      "yes"
                          + reader.weight().map(weights::get).map(w -> form(w, reader)).orElse(""));
      row(constant, reader.place().operator(), reader.place().node(), quantizable + copy, table);
      constant = List.of("", "", "", "");
      copy = "";
    }
  }

  private static void row(
      List<Object> constant, String operator, String node, String quantizable, Table table) {
    List<Object> cells = new ArrayList<>(constant);
    cells.addAll(List.of(operator, node, quantizable));
    table.row(cells.toArray());
  }

  private static String form(ConstantWeight weight, ConstantReader reader) {
    boolean isDecoded =
        weight.readers().stream()
            .filter(each -> each.place().equals(reader.place()))
            .anyMatch(each -> each.kind() == OperatorKind.OPERAND);
    String how = isDecoded ? ", in format qdq" : "";
    return how + ": " + weight.inputFeatures() + " x " + weight.outputFeatures();
  }
}
