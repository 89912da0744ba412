package org.woq4j.calibration.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

/** Sample files, the encoder's own tokenizer, and passes over them. */
final class Texts {

  private Texts() {}

  static Path tokenizer(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    try (InputStream bytes = Texts.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      if (!Files.exists(file)) {
        Files.copy(bytes, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static Path write(Path folder, String name, String... lines) {
    try {
      return Files.writeString(folder.resolve(name), String.join("\n", lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelInput input(String name, ElementType type, String... shape) {
    return new ModelInput(name, type, List.of(shape));
  }

  static List<ModelInput> masked(String batch, String sequence) {
    return List.of(
        input("input_ids", ElementType.INT64, batch, sequence),
        input("attention_mask", ElementType.INT64, batch, sequence));
  }

  /** Opens a file of samples with more options, each a name and a value. */
  static Batches open(List<ModelInput> inputs, Path file, Object... options) {
    TextSource source = new TextSource();
    Map<String, Object> written = new HashMap<>();
    written.put("file", file.toString());
    if (Files.isDirectory(file.getParent())) {
      written.put("tokenizer", tokenizer(file.getParent()).toString());
    }
    for (int i = 0; i < options.length; i += 2) {
      written.put((String) options[i], options[i + 1]);
    }
    return source.open(inputs, OptionValues.of(source.options(), written));
  }

  /** Each row of an input, batch by batch, including padding. */
  static List<List<Long>> rows(Batches batches, String name) {
    List<List<Long>> rows = new ArrayList<>();
    for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
      NamedTensor tensor =
          batch.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
      long[] all = elements(tensor);
      int length = (int) tensor.shape()[1];
      for (int from = 0; from < all.length; from += length) {
        rows.add(Arrays.stream(all, from, from + length).boxed().toList());
      }
    }
    return rows;
  }

  private static long[] elements(NamedTensor tensor) {
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
    long[] elements = new long[(int) (tensor.shape()[0] * tensor.shape()[1])];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.type() == ElementType.INT64 ? data.getLong() : data.getInt();
    }
    return elements;
  }

  static long sum(List<Long> row) {
    return row.stream().mapToLong(Long::longValue).sum();
  }
}
