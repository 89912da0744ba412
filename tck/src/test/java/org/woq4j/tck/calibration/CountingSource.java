package org.woq4j.tck.calibration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

/** A small source that keeps the contract: fills int64 inputs with running numbers. */
public class CountingSource implements CalibrationSource {

  public static final OptionSpec<Integer> COUNT =
      OptionSpec.integer("batches").doc("Number of batches.").atLeast(1).defaultsTo(3).build();

  private static final ErrorCode NO_INPUT = new ErrorCode("counting.no_input", Category.USER);

  @Override
  public String id() {
    return "counting";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(COUNT);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    List<ModelInput> filled =
        inputs.stream().filter(input -> input.type() == ElementType.INT64).toList();
    if (filled.isEmpty()) {
      throw NO_INPUT.because("the model has no int64 input", "use another source");
    }
    return new Counting(filled, options.get(COUNT));
  }

  static class Counting implements Batches {

    private final List<ModelInput> inputs;
    private final int count;
    int read;

    Counting(List<ModelInput> inputs, int count) {
      this.inputs = inputs;
      this.count = count;
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(count);
    }

    @Override
    public List<NamedTensor> next() {
      if (read == count) {
        return List.of();
      }
      read++;
      return inputs.stream().map(input -> tensor(input, read)).toList();
    }

    @Override
    public void close() {}
  }

  static NamedTensor tensor(ModelInput input, int batch) {
    long[] shape =
        input.shape().stream()
            .mapToLong(size -> size.matches("\\d+") ? Long.parseLong(size) : batch + size.length())
            .toArray();
    int elements = 1;
    for (long size : shape) {
      elements *= (int) size;
    }
    ByteBuffer data = ByteBuffer.allocate(elements * 8).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      data.putLong(1000L * batch + i);
    }
    return new NamedTensor(input.name(), input.type(), shape, data.flip());
  }
}
