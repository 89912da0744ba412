package org.woq4j.onnx.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.read.TensorFile;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A batch: a folder with a file for each input.
 *
 * @param batch its number, counted from 1
 * @param folder where it is
 */
record DataSet(int batch, Path folder) {

  private static final Pattern FOLDER = Pattern.compile("test_data_set_(\\d{1,9})");
  private static final Pattern INPUT = Pattern.compile("input_(\\d{1,9})\\.pb");

  /**
   * The data sets of a folder, by their numbers.
   *
   * @throws org.woq4j.api.WoqException if it has none, or cannot be read
   */
  static List<DataSet> in(Path folder) {
    List<DataSet> sets = new ArrayList<>();
    for (Path each : numbered(folder, FOLDER).values()) {
      sets.add(new DataSet(sets.size() + 1, each));
    }
    if (sets.isEmpty()) {
      throw OnnxError.DATA.because(
          folder + " has no folder such as test_data_set_0",
          "give the folder that contains such folders, each with files such as input_0.pb");
    }
    return sets;
  }

  private static SortedMap<Integer, Path> numbered(Path folder, Pattern pattern) {
    SortedMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.sorted().toList()) {
        Matcher name = pattern.matcher(path.getFileName().toString());
        if (name.matches()) {
          Path other = found.putIfAbsent(Integer.parseInt(name.group(1)), path);
          if (other != null) {
            throw OnnxError.DATA.because(
                other + " and " + path + " have the same number", "remove one of them");
          }
        }
      }
      return found;
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read the folder " + folder, failure);
    }
  }

  /** The name of the folder. */
  String name() {
    return folder.getFileName().toString();
  }

  /**
   * The tensors, in the order of the numbers in their file names.
   *
   * @param inputs the model's inputs, in order; a tensor without the name of one is for the input
   *     at its file's number
   * @throws org.woq4j.api.WoqException if a file is not a tensor or matches no input
   */
  List<NamedTensor> tensors(List<ModelInput> inputs) {
    SortedMap<Integer, Path> files = numbered(folder, INPUT);
    if (files.isEmpty()) {
      throw OnnxError.DATA.because(
          "batch " + batch + " (" + name() + ") has no file such as input_0.pb", "remove it");
    }
    List<NamedTensor> tensors = new ArrayList<>();
    for (Map.Entry<Integer, Path> file : files.entrySet()) {
      tensors.add(tensor(file.getKey(), file.getValue(), inputs));
    }
    return tensors;
  }

  private NamedTensor tensor(int number, Path path, List<ModelInput> inputs) {
    String what = "batch " + batch + " (" + name() + "/" + path.getFileName() + ")";
    TensorFile file = TensorFile.read(path, what);
    String given = file.tensor().getName();
    boolean named = inputs.stream().anyMatch(input -> input.name().equals(given));
    if (!named && number >= inputs.size()) {
      throw OnnxError.DATA.because(
          what + " matches no input: the model has only " + inputs.size(), "remove it");
    }
    ElementType type =
        file.type()
            .elementType()
            .filter(known -> known.bits() >= Byte.SIZE)
            .orElseThrow(
                () ->
                    OnnxError.DATA.because(
                        what + " is of type " + file.type() + ", which cannot be fed to a model",
                        "use the type of the model's input"));
    long[] shape = file.tensor().getDimsList().stream().mapToLong(Long::longValue).toArray();
    String name = named ? given : inputs.get(number).name();
    return new NamedTensor(name, type, shape, inNativeOrder(file, type.bits()));
  }

  private static ByteBuffer inNativeOrder(TensorFile file, int bits) {
    ByteBuffer stored = ByteBuffer.allocate(Math.toIntExact(file.bytes().length()));
    file.bytes().read(0, stored);
    stored.flip().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer data = ByteBuffer.allocate(stored.capacity()).order(ByteOrder.nativeOrder());
    while (stored.hasRemaining()) {
      switch (bits) {
        case 64 -> data.putLong(stored.getLong());
        case 32 -> data.putInt(stored.getInt());
        case 16 -> data.putShort(stored.getShort());
        default -> data.put(stored.get());
      }
    }
    return data.flip();
  }
}
