package org.woq4j.calibration.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

class NpzSourceTest {

  @TempDir private Path folder;

  private static Batches open(Path path) {
    NpzSource source = new NpzSource();
    return source.open(
        List.of(), OptionValues.of(source.options(), Map.of("path", path.toString())));
  }

  private static List<List<NamedTensor>> read(Path path) {
    List<List<NamedTensor>> all = new ArrayList<>();
    try (Batches batches = open(path)) {
      for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
        all.add(batch);
      }
    }
    return all;
  }

  private static long[] longs(NamedTensor tensor) {
    long[] values = new long[tensor.data().remaining() / 8];
    tensor.data().duplicate().order(ByteOrder.nativeOrder()).asLongBuffer().get(values);
    return values;
  }

  private static WoqException refusal(Path path) {
    WoqException refusal = catchThrowableOfType(WoqException.class, () -> read(path));
    assertThat(refusal).isNotNull();
    assertThat(refusal.issues()).allMatch(issue -> issue.cure().isPresent());
    return refusal;
  }

  private Path file(Npz npz) {
    return npz.write(folder.resolve("a.npz"));
  }

  private Path npy(byte[] content) {
    return file(new Npz().entry("x.npy", content));
  }

  @Test
  void everyArrayIsATensorOfItsName() {
    Path file =
        file(
            new Npz()
                .longs("ids", "(2, 3)", 1, 2, 3, 4, 5, 6)
                .array("flag", "|b1", "(1,)", new byte[] {1})
                .array("scalar", "|u1", "()", new byte[] {7}));
    List<NamedTensor> batch = read(file).get(0);

    assertThat(batch).extracting(NamedTensor::name).containsExactly("ids", "flag", "scalar");
    assertThat(batch)
        .extracting(NamedTensor::type)
        .containsExactly(ElementType.INT64, ElementType.BOOL, ElementType.UINT8);
    assertThat(batch.get(0).shape()).containsExactly(2, 3);
    assertThat(longs(batch.get(0))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(batch.get(1).shape()).containsExactly(1);
    assertThat(batch.get(2).shape()).isEmpty();
  }

  /**
   * What NumPy 1.26 makes of {@code savez_compressed(file, **{"x/y": array([[1.5, -2.0]], ">f4"),
   * "ids": arange(3), "half": float16(0.5)})}.
   */
  private static final String SAVED_BY_NUMPY =
      """
      UEsDBC0AAAAIAAAAIQBw0MrB//////////8HABQAeC95Lm5weQEAEACIAAAAAAAAAE0AAAAAAAAAm+wX6hsQ
      ychQxlCtnpJanFykbqWgbpdmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRpo6CrUKZAMu
      +wMMDEDEAABQSwMELQAAAAgAAAAhAPdAEur//////////wcAFABpZHMubnB5AQAQAJgAAAAAAAAATAAAAAAA
      AACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6
      CrUKFAAuBihghNJMUBoAUEsDBC0AAAAIAAAAIQBx3A60//////////8IABQAaGFsZi5ucHkBABAAggAAAAAA
      AABEAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQW
      pAL5Gpo6CrUKFAEuBgsAUEsBAi0DLQAAAAgAAAAhAHDQysFNAAAAiAAAAAcAAAAAAAAAAAAAAIABAAAAAHgv
      eS5ucHlQSwECLQMtAAAACAAAACEA90AS6kwAAACYAAAABwAAAAAAAAAAAAAAgAGGAAAAaWRzLm5weVBLAQIt
      Ay0AAAAIAAAAIQBx3A60RAAAAIIAAAAIAAAAAAAAAAAAAACAAQsBAABoYWxmLm5weVBLBQYAAAAAAwADAKAA
      AACJAQAAAAA=
      """;

  @Test
  void filesSavedByNumPyAreRead() throws IOException {
    Path file = folder.resolve("numpy.npz");
    Files.write(file, Base64.getMimeDecoder().decode(SAVED_BY_NUMPY));
    List<NamedTensor> batch = read(file).get(0);

    assertThat(batch).extracting(NamedTensor::name).containsExactly("x/y", "ids", "half");
    assertThat(batch.get(0).shape()).containsExactly(1, 2);
    ByteBuffer floats = batch.get(0).data().order(ByteOrder.nativeOrder());
    assertThat(List.of(floats.getFloat(0), floats.getFloat(4))).containsExactly(1.5f, -2f);
    assertThat(longs(batch.get(1))).containsExactly(0, 1, 2);
    assertThat(batch.get(2).type()).isEqualTo(ElementType.FLOAT16);
    assertThat(batch.get(2).data().order(ByteOrder.nativeOrder()).getShort(0))
        .isEqualTo((short) 0x3800);
  }

  @ParameterizedTest
  @CsvSource({"f2, FLOAT16", "f4, FLOAT32", "f8, FLOAT64", "i4, INT32", "i8, INT64"})
  void bothByteOrdersGiveTheSameNumbers(String type, ElementType expected) {
    byte[] big = {64, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    int width = expected.bits() / 8;
    byte[] little = new byte[16];
    for (int i = 0; i < 16; i++) {
      little[i] = big[i / width * width + width - 1 - i % width];
    }
    String shape = "(" + 16 / width + ",)";
    Path file =
        file(
            new Npz()
                .array("a", ">" + type, shape, big)
                .array("b", "<" + type, shape, little)
                .array("c", "=" + type, shape, nativeOrder(big, little)));
    List<NamedTensor> batch = read(file).get(0);

    assertThat(batch).extracting(NamedTensor::type).containsOnly(expected);
    assertThat(batch.get(0).data()).isEqualTo(batch.get(1).data()).isEqualTo(batch.get(2).data());
    assertThat(batch.get(0).data()).isEqualTo(ByteBuffer.wrap(nativeOrder(big, little)));
  }

  private static byte[] nativeOrder(byte[] big, byte[] little) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? big : little;
  }

  @Test
  void newerVersionsOfTheFormatAreRead() {
    byte[] old = Npz.npy("{'descr':'<i8','fortran_order':False,'shape':(1,)}", new byte[8]);
    for (byte version : new byte[] {2, 3}) {
      ByteBuffer newer = ByteBuffer.allocate(old.length + 2).put(old, 0, 10);
      newer.put(6, version).putShort((short) 0).put(old, 10, old.length - 10);
      assertThat(longs(read(npy(newer.array())).get(0).get(0))).containsExactly(0);
    }
  }

  @Test
  void filesOfAFolderAreBatchesInTheOrderOfTheirNames() throws IOException {
    for (String name : List.of("b", "a", "c", "10", "2")) {
      new Npz().longs("x", "(1,)", name.charAt(0)).write(folder.resolve(name + ".npz"));
    }
    Files.writeString(folder.resolve("README.md"), "no batch");
    Files.createDirectory(folder.resolve("folder.npz"));

    assertThat(read(folder))
        .extracting(batch -> (char) longs(batch.get(0))[0])
        .containsExactly('1', '2', 'a', 'b', 'c');
    try (Batches batches = open(folder)) {
      assertThat(batches.count()).hasValue(5);
      batches.next();
      assertThat(batches.origin()).hasValue("10.npz");
    }
  }

  @Test
  void missingFilesAndEmptyFoldersAreNamed() {
    assertThat(refusal(folder.resolve("no.npz"))).hasMessageContaining("no.npz does not exist");
    assertThat(refusal(folder)).hasMessageContaining("has no .npz file");
  }

  @Test
  void emptyAndForeignFilesAreNamed() throws IOException {
    Path file = folder.resolve("a.npz");
    for (String content : List.of("", "no zip archive")) {
      WoqException refusal = refusal(Files.writeString(file, content));
      assertThat(refusal.code()).isEqualTo(ArraysError.FILE);
      assertThat(refusal).hasMessageStartingWith("batch 1 (a.npz) cannot be read");
    }
    assertThat(refusal(file(new Npz()))).hasMessageContaining("contains no arrays");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<u2", "<i2", "<u4", "<u8", "|V2", "|O", "<U5", "<c8", "<M8[ns]"})
  void unsupportedTypesAreNamed(String type) {
    WoqException refusal = refusal(file(new Npz().array("x", type, "(1,)", new byte[8])));

    assertThat(refusal.code()).isEqualTo(ArraysError.ARRAY);
    assertThat(refusal)
        .hasMessageStartingWith("batch 1 (a.npz): the array x is of type '" + type + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'descr': '<i8', 'fortran_order': True, 'shape': (2, 1), } | is in Fortran order",
        "{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (2,)} | is of type [('a'",
        "{'descr': '<i8', 'fortran_order': False} | has a damaged header",
        "{'descr': '<i8', 'shape': (2,)} | has a damaged header",
        "no header at all | has a damaged header",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (-2,)} | has a damaged header",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2 2,)} | has the shape (2 2,)",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999999999999,)} | has the shape",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (4294967296, 4294967296)} | has the shape",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (3,)} | does not have the 24 bytes",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (1,)} | does not have the 8 bytes",
      })
  void damagedArraysAreNamed(String header, String message) {
    WoqException refusal = refusal(npy(Npz.npy(header, new byte[16])));

    assertThat(refusal.code()).isEqualTo(ArraysError.ARRAY);
    assertThat(refusal).hasMessageStartingWith("batch 1 (a.npz): the array x " + message);
  }

  @Test
  void invalidHeadersAreRefused() {
    byte[] good = Npz.npy("{'descr':'<i8','fortran_order':False,'shape':(1,)}", new byte[8]);
    assertThat(refusal(npy(new byte[0]))).hasMessageContaining("does not begin like a .npy file");
    assertThat(refusal(npy("PK no array".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("does not begin like a .npy file");
    byte[] future = good.clone();
    future[6] = 9;
    assertThat(refusal(npy(future))).hasMessageContaining("version 9");
    byte[] huge = good.clone();
    huge[6] = 2;
    huge[11] = 127;
    assertThat(refusal(npy(huge))).hasMessageContaining("has a header of 21");
  }

  @Test
  void entriesThatAreNotArraysAreNamed() {
    Path file = file(new Npz().longs("x", "(1,)", 1).entry("notes.txt", new byte[3]));
    assertThat(refusal(file)).hasMessageContaining("the array notes.txt is not an array");
  }

  /** A shape may claim more elements than the archive holds. */
  @Test
  void batchesTooLargeForMemoryAreRefusedBeforeTheyAreRead() {
    WoqException refusal = refusal(file(new Npz().longs("x", "(100000000000,)", 1)));

    assertThat(refusal.code().category()).isEqualTo(Category.RESOURCE);
    assertThat(refusal).hasMessageContaining("batch 1 (a.npz) needs more than");
  }

  @Test
  void allProblemsOfAllFilesAreReportedTogether() {
    new Npz().longs("x", "(1,)", 1).write(folder.resolve("a.npz"));
    new Npz()
        .array("x", "<u2", "(1,)", new byte[2])
        .array("y", "<u4", "(1,)", new byte[4])
        .write(folder.resolve("b.npz"));
    new Npz().array("z", "<u8", "(1,)", new byte[8]).write(folder.resolve("c.npz"));

    assertThat(refusal(folder).issues())
        .extracting(Issue::message)
        .extracting(message -> message.split(" is of")[0])
        .containsExactly(
            "batch 2 (b.npz): the array x",
            "batch 2 (b.npz): the array y",
            "batch 3 (c.npz): the array z");
  }

  @Test
  void changedBytesAreDetected() throws IOException {
    Path file = folder.resolve("a.npz");
    new Npz().longs("x", "(64,)", new long[64]).write(file);
    byte[] bytes = Files.readAllBytes(file);
    byte[] entry = {'P', 'K', 1, 2};
    int directory = 0;
    while (!ByteBuffer.wrap(bytes, directory, 4).equals(ByteBuffer.wrap(entry))) {
      directory++;
    }
    bytes[directory + 16] ^= 1; // of the checksum
    Files.write(file, bytes);

    assertThat(refusal(file)).hasMessageContaining("the array x is damaged");
  }
}
