package org.woq4j.runtime.onnx.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.woq4j.api.WoqException;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.runtime.onnx.error.RuntimeError;

/** A Java virtual machine that runs {@link ChildServer}, with a temporary folder of its own. */
final class ChildProcess implements AutoCloseable {

  private static final int SECONDS_TO_END = 5;

  /** Lines of what a process printed that a message repeats. */
  private static final int LAST_LINES = 20;

  private final Process process;
  private final Path folder;

  private ChildProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts the process.
   *
   * @param environment variables beside those of this process
   */
  static ChildProcess start(Map<String, String> environment) {
    try {
      Path folder = Files.createTempDirectory("woq4j-runtime");
      try {
        return new ChildProcess(builder(folder, environment).start(), folder);
      } catch (IOException | RuntimeException | LinkageError failure) {
        TemporaryFolder.delete(folder);
        throw failure;
      }
    } catch (IOException failure) {
      throw RuntimeError.CHILD.because(
          "the process that runs models cannot be started: " + failure.getMessage(),
          "set %s: %s, if nothing else in this process starts ONNX Runtime"
              .formatted(RecipeKeys.RUNTIME_IN, OptionSpec.written(RuntimePlace.PROCESS)));
    }
  }

  private static ProcessBuilder builder(Path folder, Map<String, String> more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(folder)).redirectError(printed(folder).toFile());
    Map<String, String> environment = builder.environment();
    // ONNX Runtime 1.29 crashes when a command line has about 4,000 characters, as one with a class
    // path can have.
    environment.put("CLASSPATH", ChildClassPath.in(folder));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    // They may hold agents, debuggers and heap sizes for the parent.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    environment.putAll(more);
    return builder;
  }

  private static List<String> command(Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-Xmx" + Runtime.getRuntime().maxMemory());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    // All files belong into the folder.
    command.add("-XX:-UsePerfData");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + crash(folder));
    command.add("-Djava.io.tmpdir=" + folder);
    System.getProperties()
        .stringPropertyNames()
        .forEach(
            name -> {
              if (name.startsWith("onnxruntime.native.")) {
                command.add("-D" + name + "=" + System.getProperty(name));
              }
            });
    command.add(ChildServer.class.getName());
    return command;
  }

  private static Path printed(Path folder) {
    return folder.resolve("printed.txt");
  }

  private static Path crash(Path folder) {
    return folder.resolve("crash.txt");
  }

  long id() {
    return process.pid();
  }

  OutputStream requests() {
    return process.getOutputStream();
  }

  InputStream replies() {
    return process.getInputStream();
  }

  /** The failure of a process that has ended, or has closed its standard output. */
  WoqException ended() {
    stop();
    return RuntimeError.CHILD.because(
        "the process that runs models has ended with exit code "
            + process.exitValue()
            + lastWords(),
        "report it as a defect of ONNX Runtime or of woq4j, or give the machine more memory");
  }

  private String lastWords() {
    List<String> lines = lines(printed(folder));
    List<String> last =
        new ArrayList<>(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    // The summary of a crash, which the virtual machine prints into standard output.
    lines(crash(folder)).stream().takeWhile(line -> line.startsWith("#")).forEach(last::add);
    return last.isEmpty() ? " and printed nothing" : " and printed: " + String.join(" | ", last);
  }

  /** The lines that are not blank; none if there is no such file. */
  private static List<String> lines(Path file) {
    try {
      // The process prints in the encoding of the platform.
      return new String(Files.readAllBytes(file), Charset.defaultCharset())
          .lines()
          .filter(line -> !line.replace('#', ' ').isBlank())
          .toList();
    } catch (IOException missing) {
      return List.of();
    }
  }

  /** Ends the process at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends the process and deletes its folder. Can be called again. */
  @Override
  public void close() {
    stop();
    TemporaryFolder.delete(folder);
  }

  /** Asks the process to end, and kills it if it does not. */
  private void stop() {
    try {
      requests().close();
    } catch (IOException ended) {
      // It does not read any more.
    }
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
