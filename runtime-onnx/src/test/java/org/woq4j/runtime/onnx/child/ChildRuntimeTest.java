package org.woq4j.runtime.onnx.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.LocalRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

class ChildRuntimeTest {

  private static final String TEMPORARY = "-Djava.io.tmpdir=";

  private static final SessionSettings SETTINGS =
      SessionSettings.at(OptimizationLevel.DISABLED)
          .withThreads(1)
          .without(Feature.ARENA)
          .without(Feature.MEMORY_PATTERN)
          .without(Feature.PREPACKING)
          .withProviders(List.of("CPUExecutionProvider"));

  @TempDir Path folder;

  /** y = x · w, z = x + x; x [rows,2], w [2,3]. */
  private static byte[] model() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "rows", 2)
        .input("w", DataType.FLOAT, 2, 3)
        .node("MatMul", List.of("x", "w"), "y")
        .node("Add", List.of("x", "x"), "z")
        .output("y", DataType.FLOAT, "rows", 3)
        .output("z", DataType.FLOAT, "rows", 2)
        .model()
        .toByteArray();
  }

  private static Tensor floats(String name, boolean direct, long rows, float... values) {
    ByteBuffer data =
        direct
            ? ByteBuffer.allocateDirect(Float.BYTES * values.length)
            : ByteBuffer.allocate(Float.BYTES * values.length);
    data.order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
    return new Tensor(
        name, TensorType.FLOAT, new long[] {rows, rows == 0 ? 2 : values.length / rows}, data);
  }

  private static final Tensor W = floats("w", true, 2, 1, 10, 100, 2, 20, 200);

  private static float[] values(Tensor tensor) {
    FloatBuffer floats = tensor.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  private static String text(List<Tensor> tensors) {
    return tensors.stream()
        .map(
            each ->
                each.name()
                    + each.type()
                    + Arrays.toString(each.shape())
                    + Arrays.toString(values(each)))
        .toList()
        .toString();
  }

  /** The temporary folder of the only child of this process. */
  private static Optional<Path> folder(ProcessHandle child) {
    return Arrays.stream(child.info().arguments().orElse(new String[0]))
        .filter(argument -> argument.startsWith(TEMPORARY))
        .map(argument -> Path.of(argument.substring(TEMPORARY.length())))
        .findAny();
  }

  private static ProcessHandle child() {
    List<ProcessHandle> children =
        ProcessHandle.current().children().filter(each -> folder(each).isPresent()).toList();
    assertThat(children).hasSize(1);
    return children.get(0);
  }

  private static void assertNothingIsLeft(ProcessHandle child, Path temporary) {
    assertThat(child.isAlive()).isFalse();
    assertThat(temporary).doesNotExist();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("woq4j-runtime"));
  }

  @Test
  void knowsTheSameLibrary() {
    try (ModelRuntime child = ChildRuntime.start();
        ModelRuntime local = LocalRuntime.start(new BufferPool())) {
      assertThat(child.library()).isEqualTo(local.library());
    }
  }

  @Test
  void runsFromBytesAndFromAFileAsThisProcessDoes() throws Exception {
    Path file = folder.resolve("mödel.onnx");
    Files.write(file, model());
    List<Tensor> inputs = List.of(floats("x", false, 2, 1, 2, 3, 4), W);
    try (ModelRuntime child = ChildRuntime.start();
        ModelRuntime local = LocalRuntime.start(new BufferPool());
        ModelRun fromBytes = child.load(model(), SETTINGS);
        ModelRun fromFile = child.load(file, SETTINGS);
        ModelRun here = local.load(model(), SETTINGS)) {
      assertThat(text(here.run(inputs)))
          .isEqualTo(
              "[yFLOAT[2, 3][5.0, 50.0, 500.0, 11.0, 110.0, 1100.0],"
                  + " zFLOAT[2, 2][2.0, 4.0, 6.0, 8.0]]");
      assertThat(text(fromBytes.run(inputs))).isEqualTo(text(here.run(inputs)));
      assertThat(text(fromFile.run(inputs))).isEqualTo(text(here.run(inputs)));
    }
  }

  @Test
  void emptyTensorsTravel() throws NotRunnableException {
    try (ModelRuntime child = ChildRuntime.start();
        ModelRun run = child.load(model(), SETTINGS)) {
      assertThat(text(run.run(List.of(floats("x", true, 0), W))))
          .isEqualTo("[yFLOAT[0, 3][], zFLOAT[0, 2][]]");
    }
  }

  @Test
  void keptInputsAreSentOnceAndManyThreadsRunAtATime() throws NotRunnableException {
    try (ModelRuntime child = ChildRuntime.start();
        ModelRun run = child.load(model(), SETTINGS)) {
      run.keep(List.of(W));
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              i -> {
                try {
                  List<Tensor> outputs = run.run(List.of(floats("x", i % 2 == 0, 1, i, 1)));
                  assertThat(values(outputs.get(0)))
                      .containsExactly(i + 2, 10 * i + 20, 100 * i + 200);
                } catch (NotRunnableException e) {
                  throw new AssertionError(e);
                }
              });
    }
  }

  @Test
  void aRefusalIsThatOfThisProcessAndTheNextCallWorks() throws NotRunnableException {
    List<Tensor> wrong = List.of(floats("x", true, 1, 1, 2, 3), W);
    try (ModelRuntime child = ChildRuntime.start();
        ModelRuntime local = LocalRuntime.start(new BufferPool());
        ModelRun run = child.load(model(), SETTINGS);
        ModelRun here = local.load(model(), SETTINGS)) {
      assertThat(catchThrowable(() -> run.run(wrong)))
          .isInstanceOf(NotRunnableException.class)
          .hasMessage(catchThrowable(() -> here.run(wrong)).getMessage());
      assertThat(catchThrowable(() -> child.load(new byte[] {1}, SETTINGS)))
          .isInstanceOf(NotRunnableException.class)
          .hasMessage(catchThrowable(() -> local.load(new byte[] {1}, SETTINGS)).getMessage());
      assertThat(run.run(List.of(floats("x", true, 1, 1, 2), W))).hasSize(2);
    }
  }

  @Test
  void nothingIsLeftAfterClose() {
    ProcessHandle child;
    Path temporary;
    try (ModelRuntime runtime = ChildRuntime.start()) {
      child = child();
      temporary = folder(child).orElseThrow();
      assertThat(runtime.library().version()).isNotEmpty();
      assertThat(temporary).isDirectory();
    }
    assertNothingIsLeft(child, temporary);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aCrashIsOneErrorWithWhatWasPrinted() throws Exception {
    ProcessHandle child;
    Path temporary;
    try (ModelRuntime runtime = ChildRuntime.start()) {
      child = child();
      temporary = folder(child).orElseThrow();
      assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid())).start().waitFor())
          .isZero();
      assertThatExceptionOfType(WoqException.class)
          .isThrownBy(
              () -> {
                while (true) {
                  runtime.load(model(), SETTINGS);
                }
              })
          .withMessageContainingAll("exit code ", "SIGSEGV")
          .satisfies(e -> assertThat(e.code()).isEqualTo(RuntimeError.CHILD));
    }
    assertNothingIsLeft(child, temporary);
  }

  @Test
  void anInterruptedCallEndsTheChild() {
    ProcessHandle child;
    Path temporary;
    try (ModelRuntime runtime = ChildRuntime.start()) {
      child = child();
      temporary = folder(child).orElseThrow();
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> runtime.load(model(), SETTINGS));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertNothingIsLeft(child, temporary);
  }

  /** A parent that is killed cannot clean up. */
  @Test
  void theChildEndsAndCleansUpWithItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(parent.getInputStream().read()).isEqualTo('+');
    ProcessHandle child = parent.children().findFirst().orElseThrow();
    Path temporary = folder(child).orElseThrow();
    assertThat(temporary).isDirectory();
    parent.destroyForcibly();
    child.onExit().get();
    assertThat(temporary).doesNotExist();
  }

  /** Starts a child and waits. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws IOException {
      ModelRuntime runtime = ChildRuntime.start();
      System.out.print(runtime.library().version().isEmpty() ? "-" : "+");
      System.out.flush();
      System.in.read();
    }
  }
}
