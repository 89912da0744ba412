package org.woq4j.evaluation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

/** Texts of token ids, in batches that are padded on the right. */
final class TokenSource implements CalibrationSource {

  static final OptionSpec<Integer> BATCH =
      OptionSpec.integer("batch").atLeast(1).defaultsTo(1).doc("Samples of a batch.").build();

  static final OptionSpec<Integer> FIRST =
      OptionSpec.integer("first").atLeast(-1).defaultsTo(-1).doc("Samples; -1: all.").build();

  private final List<long[]> texts;

  TokenSource(List<long[]> texts) {
    this.texts = texts;
  }

  @Override
  public String id() {
    return "tokens";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(BATCH, FIRST);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    List<long[]> used = options.get(FIRST) < 0 ? texts : texts.subList(0, options.get(FIRST));
    List<List<NamedTensor>> batches = new ArrayList<>();
    for (int from = 0; from < used.size(); from += options.get(BATCH)) {
      batches.add(batch(used.subList(from, Math.min(used.size(), from + options.get(BATCH)))));
    }
    Iterator<List<NamedTensor>> next = batches.iterator();
    return new Batches() {
      @Override
      public OptionalLong count() {
        return OptionalLong.of(batches.size());
      }

      @Override
      public List<NamedTensor> next() {
        return next.hasNext() ? next.next() : List.of();
      }

      @Override
      public void close() {}
    };
  }

  private static List<NamedTensor> batch(List<long[]> texts) {
    int longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    ByteBuffer ids = buffer(texts.size() * longest);
    ByteBuffer mask = buffer(texts.size() * longest);
    for (long[] text : texts) {
      for (int i = 0; i < longest; i++) {
        ids.putLong(i < text.length ? text[i] : 0);
        mask.putLong(i < text.length ? 1 : 0);
      }
    }
    long[] shape = {texts.size(), longest};
    return List.of(
        new NamedTensor("input_ids", ElementType.INT64, shape, ids.flip()),
        new NamedTensor("attention_mask", ElementType.INT64, shape, mask.flip()));
  }

  private static ByteBuffer buffer(int longs) {
    return ByteBuffer.allocateDirect(longs * Long.BYTES).order(ByteOrder.nativeOrder());
  }
}
